import { describe, expect, test } from 'vitest'
import { poolCan, verbsBlockedBy, whyNotPool, worksIn, type PoolVerb, type PoolWork } from './pool-rules.ts'
import type { Pool, PoolState } from './pool.ts'
import { somePool } from './testing/pools.ts'

const at = '2026-11-26T08:00:00.000Z'
const running = (what: 'scrub' | 'resilver'): Pool['scan'] => ({
  state: 'running',
  what,
  startedAt: at,
  paused: false,
  doneBytes: 1,
  totalBytes: 2,
  bytesPerSecond: 1,
  secondsLeft: 1,
  repairedBytes: 0,
})

const works: Readonly<Record<PoolWork, Partial<Pool>>> = {
  resilver: { scan: running('resilver') },
  scrub: { scan: running('scrub') },
  expansion: { expansion: { state: 'paused', vdev: 'raidz1-0', doneBytes: 1, totalBytes: 2, startedAt: at } },
  removal: { removal: { state: 'running', doneBytes: 1, totalBytes: 2, startedAt: at } },
  checkpoint: { checkpoint: { state: 'exists', createdAt: at, sizeBytes: 1 } },
  discarding: { checkpoint: { state: 'discarding', leftBytes: 1 } },
}

const states: readonly PoolState[] = [
  'online',
  'degraded',
  'faulted',
  'offline',
  'removed',
  'unavail',
  'suspended',
]
const verbs = (Object.keys(poolCan) as PoolVerb[]).filter((verb) => verb !== 'create' && verb !== 'import')

describe.each(verbs)('%s', (verb) => {
  const rule = poolCan[verb]

  test.each(states)('while %s', (state) => {
    const codes = whyNotPool(verb, somePool({ state })).map((problem) => problem.code)
    expect(codes).toEqual((rule.states as readonly PoolState[]).includes(state) ? [] : ['pool_unavailable'])
  })

  test.each(Object.keys(works) as PoolWork[])('during %s', (work) => {
    const pool = somePool(works[work])
    expect(worksIn(pool)).toEqual([work])
    const stopped = (rule.not as readonly PoolWork[]).includes(work)
    expect(whyNotPool(verb, pool).map((problem) => problem.code)).toEqual(stopped ? ['wrong_state'] : [])
    expect(verbsBlockedBy(work).includes(verb)).toBe(stopped)
  })

  test('read-only', () => {
    const codes = whyNotPool(verb, somePool({ readOnly: true })).map((problem) => problem.code)
    expect(codes).toEqual(rule.writes ? ['read_only'] : [])
  })
})

test('nothing but clear touches a suspended pool', () => {
  expect(verbs.filter((verb) => whyNotPool(verb, somePool({ state: 'suspended' })).length === 0)).toEqual([
    'clear',
  ])
})

test('a sentence names the pool, what goes on, and what to do', () => {
  expect(whyNotPool('replace', somePool(works.checkpoint))).toEqual([
    {
      code: 'wrong_state',
      object: { type: 'pool', name: 'tank' },
      message: 'In tank, the pool has a checkpoint; replace has to wait for that.',
      hint: 'Discard it, if the pool need not go back to it: kiste pool checkpoint tank --discard',
    },
  ])
  expect(whyNotPool('evacuate', somePool(works.resilver))[0]?.message).toBe(
    'In tank, data is being rebuilt onto a drive (resilver); remove has to wait for that.',
  )
})
