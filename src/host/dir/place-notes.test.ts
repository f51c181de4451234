import { describe, expect, it } from 'vitest'
import { formatBinNote, formatMarker, parseBinNote, parseMarker } from './place-notes.ts'

describe('notes beside a VM', () => {
  const note = {
    id: 'web-1',
    vm: 'web',
    deletedAt: '2026-01-01T00:00:00Z',
    keepUntil: '2026-01-31T00:00:00Z',
  }

  it('are read back as written', () => {
    expect(parseMarker(formatMarker({ uuid: 'u-1' }))).toEqual({ uuid: 'u-1' })
    expect(parseBinNote(formatBinNote(note))).toEqual(note)
  })

  it('of a newer version still say whose place it is', () => {
    expect(parseMarker('{"kiste":"place","version":7,"uuid":"u-1","more":true}')).toEqual({ uuid: 'u-1' })
  })

  it.each([
    undefined,
    '',
    '{',
    'null',
    '[]',
    '{"uuid":"u-1"}',
    '{"kiste":"place","version":1,"uuid":5}',
    formatBinNote(note),
  ])('are not seen in %j', (text) => {
    expect(parseMarker(text)).toBeUndefined()
  })

  it.each([undefined, '{"kiste":"bin","id":"web-1"}', formatMarker({ uuid: 'u-1' })])(
    'of the bin are not seen in %j',
    (text) => {
      expect(parseBinNote(text)).toBeUndefined()
    },
  )
})
