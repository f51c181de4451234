import { expect, test } from 'vitest'
import { history } from '../../src/domain/testing/histories.ts'
import type { History, Snapshot } from '../../src/domain/snapshot.ts'
import { whyBranchStays, whyPointStays } from './point-rules.ts'

const forked = history('main: s1 s2 l1 | *b<s1: s3')
const held = history('main: s1 s2 l1 | *b<s1: s3', (note) =>
  note.id === 's2' ? { ...note, holds: ['audit'] } : note,
)
const cloned: History = {
  ...forked,
  snapshots: forked.snapshots.map((each) => (each.id === 's2' ? { ...each, dependents: ['web-2'] } : each)),
}

test.each<[string, History, string, string | undefined]>([
  ['s3', forked, 's3', undefined],
  ['s2', forked, 's2', undefined],
  ['what another branch stands on', forked, 's1', 'history.stays.needed'],
  ['how a branch was left', forked, 'l1', 'history.stays.end'],
  ['what is held', held, 's2', 'history.stays.held'],
  ['what a clone stands on', cloned, 's2', 'history.stays.needed'],
])('%s', (_, past, id, key) => {
  const snapshot = past.snapshots.find((each) => each.id === id) as Snapshot
  expect(whyPointStays('web', past, snapshot)?.key).toBe(key)
})

test.each<[string, History, string, string | undefined]>([
  ['one that was left', forked, 'main', undefined],
  ['the one it lives on', forked, 'b', 'history.stays.current'],
  ['one with a held point', held, 'main', 'history.stays.pointHeld'],
  ['one that a clone stands on', cloned, 'main', 'history.stays.needed'],
])('a branch: %s', (_, past, id, key) => {
  expect(whyBranchStays('web', past, id)?.key).toBe(key)
})
