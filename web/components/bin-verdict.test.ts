import { expect, test } from 'vitest'
import { sayVerdict } from './testing/say-verdict.ts'
import { binVerdict, daysLeft, type BinEntry } from './bin-verdict.ts'

const nowMs = Date.parse('2026-11-22T12:00:00Z')
const entry = (vm: string, keepUntil: string): BinEntry => ({
  store: 'local',
  id: `${vm}-1`,
  vm,
  uuid: vm,
  deletedAt: '2026-11-20T12:00:00Z',
  keepUntil,
  sizeBytes: 1,
})

test.each([
  [[], 'Nothing is in the bin. What you delete comes here first, and can come back for 30 days.'],
  [[entry('web', '2026-12-20T13:00:00Z')], 'One VM is in the bin. web goes first, for good, in 28 days.'],
  [
    [entry('web', '2026-12-20T13:00:00Z'), entry('db', '2026-11-22T18:00:00Z')],
    '2 VMs are in the bin. db goes first, for good, within a day.',
  ],
])('%j', (entries, said) => {
  expect(sayVerdict(binVerdict(entries, nowMs)).en).toBe(said)
})

test('what should have gone already is kept for no more days', () => {
  expect(daysLeft({ keepUntil: '2026-11-20T12:00:00Z' }, nowMs)).toBe(0)
})
