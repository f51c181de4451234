import { expect, test } from 'vitest'
import { readVdev } from './read-vdev.ts'

test.each([
  ['mirror sdb sdc', { kind: 'mirror', drives: ['sdb', 'sdc'] }],
  ['raidz2  a b c d', { kind: 'raidz2', drives: ['a', 'b', 'c', 'd'] }],
  ['sdb', { kind: 'single', drives: ['sdb'] }],
  ['log nvme1n1', { class: 'log', kind: 'single', drives: ['nvme1n1'] }],
  ['special mirror a b', { class: 'special', kind: 'mirror', drives: ['a', 'b'] }],
  ['cache a b', { class: 'l2cache', kind: 'stripe', drives: ['a', 'b'] }],
  ['spare sdh', { class: 'spare', kind: 'single', drives: ['sdh'] }],
])('%s', (raw, value) => {
  expect(readVdev(raw, 'vdev')).toEqual({ ok: true, value })
})

test.each(['', 'mirror', 'log', 'a b', 'special a b'])('%j is none', (raw) => {
  expect(readVdev(raw, 'vdev')).toMatchObject({ ok: false, problems: [{ field: 'vdev' }] })
})
