import { constant, constantFrom, integer, oneof, option, record, type Arbitrary } from 'fast-check'
import { weekdays, type Keep, type PolicyRule, type Rhythm } from '../policy.ts'

/** Zones with what calendars have of oddities: none, clocks that change by an hour and by half of one, quarters, a day left out. */
export const oddZones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
] as const

const at = integer({ min: 0, max: 1_439 })

export const rhythms: Arbitrary<Rhythm> = oneof(
  constantFrom(1, 5, 15, 60, 360, 1_440).map((minutes) => ({ every: 'interval', minutes }) as const),
  at.map((minute) => ({ every: 'day', at: minute }) as const),
  record({ every: constantFrom('week' as const), on: constantFrom(...weekdays), at }),
  record({ every: constantFrom('month' as const), on: integer({ min: 1, max: 31 }), at }),
  record({
    every: constantFrom('year' as const),
    on: constantFrom(
      { month: 2, day: 29 },
      { month: 1, day: 1 },
      { month: 12, day: 31 },
      { month: 3, day: 30 },
    ),
    at,
  }),
)

const some = (max: number) => option(integer({ min: 1, max }), { nil: undefined })

export const keeps: Arbitrary<Keep> = record({
  count: some(40),
  forMinutes: some(100_000),
  mostBytes: some(2 ** 40),
}).map((keep) => (keep.forMinutes === undefined ? { ...keep, count: keep.count ?? 1 } : keep))

export const rules: Arbitrary<PolicyRule> = record({
  rhythm: rhythms,
  keep: keeps,
  crash: option(constant(true as const), { nil: undefined }),
})
