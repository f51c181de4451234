import { describe, expect, it } from 'vitest'
import { formatHistory, parseHistory, type DirHistory } from './history-file.ts'

const history: DirHistory = {
  branches: [
    { id: 'main', current: false, leftAt: '2026-11-26T20:15:00.000Z' },
    { id: 'b', current: true, forkedAt: 's1' },
  ],
  snapshots: [
    {
      id: 's1',
      createdAt: '2026-11-26T20:15:00.000Z',
      consistency: 'filesystem',
      by: 'user',
      note: 'a "note"\n🦊',
      branch: 'main',
      holds: ['audit'],
      layers: { root: 'layer-1', 'data.disk': 'layer-2' },
    },
  ],
  arriving: 's1',
}

describe('the file of a history', () => {
  it('reads back what was written', () => {
    expect(parseHistory(formatHistory(history))).toEqual(history)
    const { arriving: _, ...settled } = history
    expect(parseHistory(formatHistory(settled))).toEqual(settled)
  })

  it('passes over what a later program added', () => {
    const text = formatHistory(history).replace('{', '{ "colour": "red",')
    expect(parseHistory(text)).toEqual(history)
  })

  it.each([
    ['no JSON', '{', /JSON/],
    ['a list', '[]', /it is no object/],
    ['something else', '{"kiste":"place"}', /no history/],
    ['of a later version', formatHistory(history).replace('"version": 1', '"version": 2'), /version 2/],
    ['without branches', formatHistory({ ...history, branches: [] }), /not exactly one branch/],
    [
      'with two current',
      formatHistory(history).replace('"current": false', '"current": true'),
      /not exactly/,
    ],
    ['a way out of its folder', formatHistory(history).replaceAll('layer-1', '../../etc'), /holds a \//],
    ['a name that is an option', formatHistory(history).replaceAll('layer-1', '-rf'), /begins with a dash/],
    ['an unknown consistency', formatHistory(history).replace('filesystem', 'perfect'), /"perfect"/],
    ['a number for a name', formatHistory(history).replace('"s1",', '1,'), /is no text/],
  ])('is refused: %s', (_title, text, because) => {
    expect(() => parseHistory(text)).toThrow(because)
  })
})
