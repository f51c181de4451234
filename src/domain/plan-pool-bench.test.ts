import { describe, expect, test } from 'vitest'
import { planBench, type BenchFacts, type BenchWish } from './plan-pool-bench.ts'
import type { Pool } from './pool.ts'
import { GiB, MiB, TiB } from './size.ts'
import { somePoolFacts } from './testing/pool-facts.ts'

const facts = (pool: Partial<Pool> = {}, changes: Partial<BenchFacts> = {}): BenchFacts => ({
  ...somePoolFacts({ sizeBytes: 4 * TiB, allocatedBytes: TiB, freeBytes: 3 * TiB, ...pool }),
  missing: [],
  leftovers: [],
  id: '0badcafe',
  ...changes,
})
const full = (share: number, sizeBytes = TiB): Partial<Pool> => ({
  sizeBytes,
  allocatedBytes: share * sizeBytes,
  freeBytes: (1 - share) * sizeBytes,
})

function planOf(wish: BenchWish, given: BenchFacts) {
  const planned = planBench(wish, given)
  if (!planned.ok) throw new Error(planned.problems.map((problem) => problem.message).join(' '))
  return planned.value
}
const problemsOf = (wish: BenchWish, given: BenchFacts) => {
  const planned = planBench(wish, given)
  return planned.ok ? [] : planned.problems
}

test('the plan says all that is done', () => {
  const plan = planOf({}, facts())
  expect(plan).toMatchObject({
    pool: 'tank',
    id: '0badcafe',
    sizeBytes: 4 * GiB,
    blockBytes: 16_384,
    seconds: 5,
    leftovers: [],
  })
  expect(plan.runs).toHaveLength(20)
  expect(plan.notes.join(' ')).toMatch(/a volume and a file of 4 GiB each, and removes both/)
})

test.each<[string, Partial<Pool>, BenchWish, number]>([
  ['a fiftieth of what is free', full(0.5, 100 * GiB), {}, GiB],
  ['as asked, down to whole steps', {}, { sizeBytes: 100 * MiB + 1 }, 96 * MiB],
])('its size: %s', (_, pool, wish, sizeBytes) => {
  expect(planOf(wish, facts(pool)).sizeBytes).toBe(sizeBytes)
})

test('on raidz less of it fits', () => {
  const raidz: Partial<Pool> = {
    vdevs: somePoolFacts().pool.vdevs.map((vdev) =>
      'children' in vdev
        ? { ...vdev, kind: 'raidz', parity: 1, children: [...vdev.children, ...vdev.children] }
        : vdev,
    ),
    ...full(0.5, 100 * GiB),
  }
  const plan = planOf({}, facts(raidz))
  expect(plan.sizeBytes).toBeLessThan(GiB)
  expect(plan.blockBytes).toBeGreaterThan(16_384)
})

describe('refused', () => {
  test.each<[string, Partial<Pool>, BenchWish, string, RegExp]>([
    ['too full', full(0.9), {}, 'no_space', /would be 9\d % full meanwhile/],
    ['too full with what is asked', full(0.85), { sizeBytes: 40 * GiB }, 'no_space', /93 % full/],
    ['too small', full(0.5, 4 * GiB), {}, 'no_space', /less than the 64 MiB/],
    [
      'twice what is asked does not fit',
      full(0.5, 4 * GiB),
      { sizeBytes: 2 * GiB },
      'no_space',
      /do not fit/,
    ],
    ['too little', {}, { sizeBytes: MiB }, 'invalid_input', /out of range/],
    ['too much', {}, { sizeBytes: TiB }, 'invalid_input', /out of range/],
    ['too long', {}, { seconds: 1000 }, 'invalid_input', /1 to 120 s/],
    ['read-only', { readOnly: true }, {}, 'read_only', /read-only/],
    [
      'a checkpoint would keep it',
      { checkpoint: { state: 'exists', createdAt: '2026-01-01T00:00:00.000Z', sizeBytes: 1 } },
      {},
      'wrong_state',
      /bench has to wait/,
    ],
  ])('%s', (_, pool, wish, code, says) => {
    const [problem, ...others] = problemsOf(wish, facts(pool))
    expect(others).toEqual([])
    expect(problem).toMatchObject({ code, message: expect.stringMatching(says) })
  })

  test('without fio, and with all else that is wrong', () => {
    const problems = problemsOf({ seconds: 0 }, facts(full(0.95), { missing: ['fio'] }))
    expect(problems.map(({ code }) => code)).toEqual(['not_supported', 'invalid_input', 'no_space'])
    expect(problems[0]?.hint).toContain('apt install fio')
  })
})

test('what earlier ones left is removed with it', () => {
  const plan = planOf({}, facts({}, { leftovers: ['00000001', '00000002'] }))
  expect(plan.leftovers).toEqual(['00000001', '00000002'])
  expect(plan.notes.at(-1)).toBe('Also removes what 2 earlier ones left.')
})
