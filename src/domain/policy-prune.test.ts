import { array, assert, boolean, constantFrom, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { fatesOf, goingOf } from './policy-prune.ts'
import { whyNotRemoveSnapshot } from './snapshot-rules.ts'
import type { History, Snapshot } from './snapshot.ts'
import { somePolicy } from './testing/some-policy.ts'

const nowMs = Date.parse('2026-11-28T12:07:00Z')
const policy = somePolicy('every 15 min, keep 2; daily at 03:00, keep 1', 'UTC')

const pasts = array(
  record({
    minutesAgo: integer({ min: 0, max: 5_000 }),
    by: constantFrom<Snapshot['by']>('policy', 'policy', 'user'),
    branch: constantFrom('main', 'broken', 'older'),
    held: boolean(),
    needed: boolean(),
  }),
  { maxLength: 40 },
).map((past): History => ({
  branches: [
    { id: 'main', current: true },
    { id: 'broken', current: false },
    { id: 'older', current: false },
  ],
  snapshots: past
    .toSorted((a, b) => b.minutesAgo - a.minutesAgo)
    .map(({ minutesAgo, by, branch, held, needed }, index) => ({
      id: `s${index}`,
      createdAt: new Date(nowMs - minutesAgo * 60_000).toISOString(),
      consistency: 'crash',
      by,
      branch,
      holds: held && index % 5 === 0 ? ['mine'] : [],
      dependents: needed && index % 4 === 0 ? ['clone'] : [],
      uniqueBytes: 1,
    })),
}))

test('what goes by a policy is never what the rules of snapshots keep, and nothing else stays without a reason', () => {
  assert(
    property(pasts, (history) => {
      const fates = fatesOf(policy, { vm: 'web', history, nowMs })
      expect(fates.map(({ id }) => id)).toEqual(history.snapshots.map(({ id }) => id))
      for (const id of goingOf(fates)) expect(whyNotRemoveSnapshot('web', history, id)).toEqual([])
      for (const { id, stays } of fates)
        if (stays.includes('tip')) expect(whyNotRemoveSnapshot('web', history, id)).not.toEqual([])
    }),
  )
})
