import { array, assert, boolean, constantFrom, integer, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueRules, judge, type PolicyFacts, type PolicySnapshot } from './policy-verdicts.ts'
import type { Policy } from './policy.ts'
import { oddZones, rules } from './testing/policies.ts'
import { somePolicy } from './testing/some-policy.ts'

const nowMs = Date.parse('2026-11-28T12:07:00Z')

function at(createdAt: string, more: Partial<PolicySnapshot> = {}): PolicySnapshot {
  return {
    id: createdAt,
    createdAt: createdAt.length > 10 ? `${createdAt}Z` : `${createdAt}T03:00Z`,
    by: 'policy',
    holds: [],
    dependents: [],
    uniqueBytes: 100,
    ...more,
  }
}

const facts = (...snapshots: readonly PolicySnapshot[]): PolicyFacts => ({ snapshots, nowMs })

/** Those that go. */
const gone = (which: Policy, given: PolicyFacts) =>
  judge(which, given).flatMap(({ id, stays }) => (stays.length === 0 ? [id] : []))

describe('it is time', () => {
  const quarters = somePolicy('every 15 min, keep 8; daily at 03:00, keep 14')
  test.each<[what: string, snapshots: readonly PolicySnapshot[], due: number]>([
    ['for all when there is none', [], 2],
    ['for none just after one', [at('2026-11-28T12:00:01')], 0],
    ['for the quarter of an hour, and not for the day', [at('2026-11-28T11:45:00')], 1],
    ['once, however long the host was off', [at('2026-10-01T03:00:00')], 2],
    ['whatever people took by themselves', [at('2026-11-28T12:01:00', { by: 'user' })], 2],
    ['whatever comes from the future', [at('2027-11-28T12:01:00')], 2],
    ['not when one is some seconds ahead', [at('2026-11-28T12:08:00')], 0],
  ])('%s', (_, snapshots, due) => {
    expect(dueRules(quarters, facts(...snapshots))).toHaveLength(due)
  })
})

describe('what goes', () => {
  const days = ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28']

  test('is what is more than enough, the oldest first', () => {
    expect(gone(somePolicy('daily at 03:00, keep 2'), facts(...days.map((day) => at(day))))).toEqual(
      days.slice(0, 3),
    )
  })

  test('is not what another rule still wants', () => {
    const both = somePolicy('daily at 03:00, keep 2; weekly on tue at 03:00, keep 1')
    expect(gone(both, facts(...days.map((day) => at(day))))).toEqual(['2026-11-25', '2026-11-26'])
    expect(judge(both, facts(...days.map((day) => at(day)))).at(-1)?.stays).toEqual(['newest', 0])
  })

  test('counts what there is, not the days that passed', () => {
    const old = ['2025-01-01', '2025-01-02', '2025-06-01'].map((day) => at(day))
    expect(gone(somePolicy('daily at 03:00, keep 3'), facts(...old))).toEqual([])
  })

  test('is not what is young enough', () => {
    expect(gone(somePolicy('daily at 03:00, keep for 3 days'), facts(...days.map((day) => at(day))))).toEqual(
      ['2026-11-24', '2026-11-25'],
    )
  })

  test('is what takes too much, but never the newest', () => {
    const small = somePolicy('daily at 03:00, keep 5, while smaller than 250 B')
    expect(gone(small, facts(...days.map((day) => at(day))))).toEqual(days.slice(0, 3))
    const huge = days.map((day) => at(day, { uniqueBytes: 1_000 }))
    expect(gone(small, facts(...huge))).toEqual(days.slice(0, 4))
  })

  test('is what came later in a slot that has its own', () => {
    const twice = facts(at('2026-11-28T03:00:10'), at('2026-11-28T09:00:00'), at('2026-11-28T12:00:00'))
    expect(gone(somePolicy('daily at 03:00, keep 5'), twice)).toEqual(['2026-11-28T09:00:00'])
  })

  test('is never what a copy goes on from', () => {
    const list = facts(at('2026-11-20'), ...days.map((day) => at(day)))
    expect(gone(somePolicy('daily at 03:00, keep 5'), { ...list, bases: new Set(['2026-11-20']) })).toEqual(
      [],
    )
  })

  test.each<[string, Partial<PolicySnapshot>]>([
    ['a person made', { by: 'user' }],
    ['a clone stands on', { dependents: ['other'] }],
    ['is held', { holds: ['audit'] }],
    ['is the tip of a branch', { by: 'leaving' }],
  ])('is never what %s', (_, more) => {
    const list = facts(at('2026-11-20', more), ...days.map((day) => at(day)))
    expect(gone(somePolicy('daily at 03:00, keep 5'), list)).toEqual([])
    expect(
      gone(somePolicy('daily at 03:00, keep 5'), facts(at('2026-11-20'), ...days.map((day) => at(day)))),
    ).toEqual(['2026-11-20'])
  })

  test('is nothing while the clock is in doubt', () => {
    const list = facts(...days.map((day) => at(day)))
    const doubt = { because: 'ahead', byMs: 3.2e10, steadyMs: 0 } as const
    expect(gone(somePolicy('daily at 03:00, keep 1'), { ...list, doubt })).toEqual([])
  })

  test('is not one from the future, nor what it would stand for', () => {
    const list = facts(at('2026-11-27'), at('2026-11-28'), at('2027-11-28'))
    expect(gone(somePolicy('daily at 03:00, keep 2'), list)).toEqual([])
  })
})

describe('whatever there is', () => {
  const snapshots = array(
    record({
      agoMinutes: integer({ min: 0, max: 60 * 24 * 400 }),
      by: constantFrom('policy', 'policy', 'policy', 'user', 'clone', 'leaving'),
      held: boolean(),
      uniqueBytes: integer({ min: 0, max: 2 ** 40 }),
    }),
    { maxLength: 60 },
  ).map((many) =>
    many
      .toSorted((a, b) => b.agoMinutes - a.agoMinutes)
      .map(({ agoMinutes, held, ...rest }, index): PolicySnapshot => ({
        ...rest,
        id: `s${index}`,
        createdAt: new Date(nowMs - agoMinutes * 60_000).toISOString(),
        holds: held && index % 5 === 0 ? ['audit'] : [],
        dependents: [],
      })),
  )
  const policies = record({
    zone: constantFrom(...oddZones),
    rules: array(rules, { minLength: 1, maxLength: 4 }),
  })

  test('the newest stays, each rule keeps no more than it says, and deciding again after it went changes nothing', () => {
    assert(
      property(policies, snapshots, (which, list) => {
        const verdicts = judge(which, facts(...list))
        const newest = list.findLast(({ by }) => by === 'policy')
        expect(verdicts.find(({ id }) => id === newest?.id)?.stays ?? ['newest']).toContain('newest')
        for (const [index, { keep }] of which.rules.entries())
          if (keep.forMinutes === undefined)
            expect(verdicts.filter(({ stays }) => stays.includes(index)).length).toBeLessThanOrEqual(
              keep.count ?? 0,
            )
        const left = list.filter((_, index) => verdicts[index]?.stays.length !== 0)
        expect(gone(which, facts(...left))).toEqual([])
      }),
      { numRuns: 50 },
    )
  })

  test('another rule never makes more go', () => {
    assert(
      property(policies, rules, snapshots, (which, rule, list) => {
        const before = new Set(gone(which, facts(...list)))
        const after = gone({ ...which, rules: [...which.rules, rule] }, facts(...list))
        expect(after.filter((id) => !before.has(id))).toEqual([])
      }),
      { numRuns: 50 },
    )
  })
})
