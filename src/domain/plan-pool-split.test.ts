import { expect, test } from 'vitest'
import { planSplit, type SplitWish } from './plan-pool-split.ts'
import type { Pool } from './pool.ts'
import { linesOf, somePoolFacts } from './testing/pool-facts.ts'
import { leaf, mirror, raidz } from './testing/pools.ts'

const [a, b, c] = ['/dev/a', '/dev/b', '/dev/c'].map((path) => leaf(path)) as [
  ReturnType<typeof leaf>,
  ReturnType<typeof leaf>,
  ReturnType<typeof leaf>,
]
const plan = (wish: Partial<SplitWish>, pool: Partial<Pool>) =>
  planSplit({ name: 'copy', ...wish }, { ...somePoolFacts(pool), importableNames: ['old'] })

test.each<[string, Partial<SplitWish>, Partial<Pool>, string]>([
  ['mirrors of three', {}, { vdevs: [mirror([a, b, c])] }, 'zpool split -- tank copy'],
  ['pairs, meant', { acceptNoRedundancy: true }, { vdevs: [mirror([a, b])] }, 'zpool split -- tank copy'],
  ['pairs, unasked', {}, { vdevs: [mirror([a, b])] }, 'invalid_input -'],
  ['a raidz', { acceptNoRedundancy: true }, { vdevs: [raidz(1, [a, b, c])] }, 'not_supported -'],
  ['a mirror that is hurt', {}, { vdevs: [mirror([a, b, { ...c, state: 'faulted' }])] }, 'wrong_state -'],
  [
    'a log beside does not matter',
    {},
    { vdevs: [mirror([a, b, c]), leaf('/dev/l', { class: 'log' })] },
    'zpool split -- tank copy',
  ],
  ['a bad name', { name: 'log' }, { vdevs: [mirror([a, b, c])] }, 'invalid_input name'],
  ['its own name', { name: 'tank' }, { vdevs: [mirror([a, b, c])] }, 'already_exists name'],
  ['the name of a pool that waits', { name: 'old' }, { vdevs: [mirror([a, b, c])] }, 'already_exists name'],
  ['a degraded pool', {}, { state: 'degraded', vdevs: [mirror([a, b, c])] }, 'pool_unavailable -'],
])('%s', (_, wish, pool, expected) => {
  expect(linesOf(plan(wish, pool)).join(', ')).toBe(expected)
})
