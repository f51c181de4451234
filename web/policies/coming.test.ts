import { describe, expect, test } from 'vitest'
import { lookAgainMs, nextComing, timesOf } from './coming.ts'

const nowMs = Date.parse('2026-11-28T12:07:00Z')
const quarters = {
  rule: 'every 15 min, keep 8',
  count: 672,
  first: ['2026-11-28T12:00:00Z', '2026-11-28T12:15:00Z'],
}
const years = { rule: 'yearly on 1 jan, keep 3', count: 0, first: ['2027-01-01T00:00:00Z'] }

test.each([
  ['the nearest of all rules', [years, quarters], '2026-11-28T12:15:00Z'],
  ['one that is beyond the week', [years], '2027-01-01T00:00:00Z'],
])('the next is %s', (_, coming, at) => {
  expect(nextComing(coming, nowMs)).toBe(Date.parse(at))
})

describe('what has come already', () => {
  test('is not to come', () => {
    expect(nextComing([{ ...quarters, first: quarters.first.slice(0, 1) }], nowMs)).toBeUndefined()
    expect(timesOf(quarters, nowMs)).toEqual({ times: [Date.parse('2026-11-28T12:15:00Z')], more: 670 })
  })

  test('is not counted twice: one beyond the week is no more of it', () => {
    expect(timesOf(years, nowMs)).toEqual({ times: [Date.parse('2027-01-01T00:00:00Z')], more: 0 })
  })
})

test.each([
  ['some moments after the next', [quarters], 8 * 60_000 + 90_000],
  ['after a day, where it is long until then', [years], 86_400_000],
  ['never, where nothing comes', [], false],
])('it is looked at again %s', (_, coming, afterMs) => {
  expect(lookAgainMs(coming, nowMs)).toBe(afterMs)
})
