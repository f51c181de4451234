import { assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isZone, slotsAfter, slotsBackFrom } from './policy-slots.ts'
import { createSlotBook } from './policy-slot-book.ts'
import type { Rhythm } from './policy.ts'
import { oddZones, rhythms } from './testing/policies.ts'

const daily = (hour: number, minute = 0): Rhythm => ({ every: 'day', at: hour * 60 + minute })
const monthly = (on: number): Rhythm => ({ every: 'month', on, at: 0 })

function take(slots: Iterable<number>, count: number): readonly string[] {
  const taken: string[] = []
  for (const ms of slots) {
    taken.push(new Date(ms).toISOString().slice(0, 16))
    if (taken.length === count) break
  }
  return taken
}
const back = (rhythm: Rhythm, zone: string, from: string, count: number) =>
  take(slotsBackFrom(rhythm, zone, Date.parse(from)), count)

describe('slots backwards', () => {
  test('of a day are at the hour of the zone, in winter and in summer', () => {
    expect(back(daily(3), 'Europe/Berlin', '2026-03-30T12:00Z', 3)).toEqual([
      '2026-03-30T01:00',
      '2026-03-29T01:00',
      '2026-03-28T02:00',
    ])
  })

  test.each([
    ['that a day has not, is the one after it', '2026-03-29T12:00Z', '2026-03-29T01:30'],
    ['that a day has twice, is the first', '2026-10-25T12:00Z', '2026-10-25T00:30'],
  ])('an hour %s', (_, from, slot) => {
    expect(back(daily(2, 30), 'Europe/Berlin', from, 1)).toEqual([slot])
  })

  test('of hours go on evenly through the hour that is there twice', () => {
    const hourly: Rhythm = { every: 'interval', minutes: 60 }
    expect(back(hourly, 'Europe/Berlin', '2026-10-25T02:30Z', 5)).toEqual([
      '2026-10-25T02:00',
      '2026-10-25T01:00',
      '2026-10-25T00:00',
      '2026-10-24T23:00',
      '2026-10-24T22:00',
    ])
  })

  test('of a month’s 31st are its last day', () => {
    expect(back(monthly(31), 'UTC', '2028-05-15T00:00Z', 4)).toEqual([
      '2028-04-30T00:00',
      '2028-03-31T00:00',
      '2028-02-29T00:00',
      '2028-01-31T00:00',
    ])
  })

  test('of a leap day are the 28th in other years', () => {
    const leap: Rhythm = { every: 'year', on: { month: 2, day: 29 }, at: 0 }
    expect(back(leap, 'UTC', '2029-01-01T00:00Z', 2)).toEqual(['2028-02-29T00:00', '2027-02-28T00:00'])
  })

  test('of a week', () => {
    const sundays: Rhythm = { every: 'week', on: 'sun', at: 240 }
    expect(back(sundays, 'UTC', '2026-11-28T12:00Z', 2)).toEqual(['2026-11-22T04:00', '2026-11-15T04:00'])
  })

  test('a day that was left out has none of its own', () => {
    expect(back(daily(3), 'Pacific/Apia', '2011-12-31T00:00Z', 3)).toEqual([
      '2011-12-30T13:00',
      '2011-12-29T13:00',
      '2011-12-28T13:00',
    ])
  })
})

const instants = integer({ min: Date.parse('1990-01-01'), max: Date.parse('2090-01-01') })

test('in all zones, they fall; forwards they are the same', () => {
  assert(
    property(rhythms, constantFrom(...oddZones), instants, (rhythm, zone, fromMs) => {
      const falling = take(slotsBackFrom(rhythm, zone, fromMs), 40)
      expect(falling).toEqual([...new Set(falling)].toSorted().toReversed())
      const [newest = '', ...older] = falling
      expect(Date.parse(`${newest}Z`)).toBeLessThanOrEqual(fromMs)
      const oldestMs = Date.parse(`${older.at(-1) ?? ''}Z`)
      expect(take(slotsAfter(rhythm, zone, oldestMs), 39)).toEqual(
        falling.slice(0, -1).toReversed().slice(0, 39),
      )
    }),
  )
})

test('a book finds the same slot as counting back from that time', () => {
  assert(
    property(
      rhythms,
      constantFrom(...oddZones),
      instants,
      integer({ min: 0, max: 40 * 86_400_000 }),
      (rhythm, zone, nowMs, agoMs) => {
        const slotOf = createSlotBook(nowMs)(rhythm, zone)
        const [expected] = slotsBackFrom(rhythm, zone, nowMs - agoMs)
        expect(slotOf(nowMs - agoMs)).toBe(expected)
        expect(slotOf(nowMs)).toBeLessThanOrEqual(nowMs)
      },
    ),
    { numRuns: 50 },
  )
})

test('zones are the ones of the IANA', () => {
  expect(['Europe/Berlin', 'UTC', 'Europe/Bärlin', '', '../etc'].map(isZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})
