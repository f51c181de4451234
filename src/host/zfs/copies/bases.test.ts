import { expect, test } from 'vitest'
import type { SourceDataset } from './copy-facts.ts'
import { lackingBases, staleBases } from './bases.ts'

const point = (label: string, guid: string, createTxg: number) => ({ label, guid, createTxg })
const web = (...bookmarks: readonly [string, string][]): SourceDataset => ({
  name: 'tank/kiste/web',
  kind: 'filesystem',
  guid: 'g',
  own: {},
  encrypted: false,
  snapshots: [point('a', '1', 1), point('b', '2', 2)],
  bookmarks: bookmarks.map(([label, guid], at) => point(label, guid, at)),
})
const stream = {
  dataset: 'tank/kiste/web',
  kind: 'filesystem',
  target: 'backup/web',
  snapshot: 'tank/kiste/web@b',
  raw: false,
  how: { as: 'more', from: 'tank/kiste/web@a', all: false },
} as const

test('what is sent is bookmarked before, once, and for each target by itself', () => {
  const wish = { snapshot: 'tank/kiste/web@b', bookmark: 'tank/kiste/web#kiste-copy-usb-2' }
  expect(lackingBases([web()], [stream], 'usb')).toEqual([wish])
  expect(lackingBases([web(['kiste-copy-attic-2', '2'])], [stream], 'usb')).toEqual([wish])
  expect(lackingBases([web(['kiste-copy-usb-2', '2'])], [stream], 'usb')).toEqual([])
})

test('once the copy is at a newer one, the older bookmarks of that target go, and no others', () => {
  const all = web(
    ['mine', '1'],
    ['kiste-copy-attic-1', '1'],
    ['kiste-copy-usb-1', '1'],
    ['kiste-copy-usb-2', '2'],
  )
  expect(staleBases(all, { guid: '2' }, 'usb')).toEqual(['tank/kiste/web#kiste-copy-usb-1'])
  // The copy is at something that is not known here: each of them may still be needed.
  expect(staleBases(all, { guid: '9' }, 'usb')).toEqual([])
  expect(staleBases(all, undefined, 'usb')).toEqual([])
})
