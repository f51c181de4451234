import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decodeText,
  encodeText,
  formatBinMark,
  formatConsistency,
  parseAuthor,
  parseBinMark,
  parseConsistency,
} from './marks.ts'

describe('text in a property', () => {
  test('comes back as it was, and is plain ASCII on the way', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const value = encodeText(text)
        expect(value).toMatch(/^[ -~]+$/)
        expect(value).not.toBe('-')
        expect(decodeText(value)).toBe(text)
      }),
    )
  })

  test('stays readable where it can', () => {
    expect(encodeText('before the upgrade')).toBe('before the upgrade')
    expect(encodeText('-')).toMatch(/^base64:/)
    expect(encodeText(' x')).toMatch(/^base64:/)
    expect(encodeText('base64:x')).toMatch(/^base64:/)
  })
})

describe('consistency of several VMs in one property', () => {
  test('names those that differ', () => {
    const value = formatConsistency([
      { uuid: 'a', consistency: 'filesystem' },
      { uuid: 'b', consistency: 'off' },
      { uuid: 'c', consistency: 'filesystem' },
    ])
    expect(value).toBe('filesystem,b=off')
    expect(['a', 'b', 'c'].map((uuid) => parseConsistency(value, uuid))).toEqual([
      'filesystem',
      'off',
      'filesystem',
    ])
  })

  test('that nobody knows is that of a crash', () => {
    for (const value of [undefined, '', 'perfect', 'off,a=perfect'])
      expect(parseConsistency(value, 'a')).toBe('crash')
  })
})

test('only a known author makes a snapshot one of ours', () => {
  expect(parseAuthor({ 'kiste:by': 'policy' })).toBe('policy')
  expect(parseAuthor({ 'kiste:by': 'them' })).toBeUndefined()
  expect(parseAuthor({})).toBeUndefined()
})

test('the note of a deleted VM comes back, and anything else is none', () => {
  const note = { id: 'web-1', vm: 'wéb', deletedAt: 'then', keepUntil: 'later' }
  expect(parseBinMark(formatBinMark(note))).toEqual(note)
  for (const value of [undefined, '', '-', '{}', 'null', '[1]', 'base64:!'])
    expect(parseBinMark(value)).toBeUndefined()
})
