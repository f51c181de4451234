import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isoTime, parseCDate, parseCount, parseDuration, parseShortSize } from './numbers.ts'
import { shortSize } from './testing/short-size.ts'

test.each([
  ['0', 0],
  ['0B', 0],
  ['512B', 512],
  ['1K', 1024],
  ['17.1M', 17_930_650],
  ['1.50G', 1_610_612_736],
  ['', undefined],
  ['-', undefined],
  ['1.2.3M', undefined],
  ['12Q', undefined],
])('a size of %j is %s bytes', (text, bytes) => {
  expect(parseShortSize(text)).toBe(bytes)
})

test('a size reads back to within half of its third digit', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (bytes) => {
      const back = parseShortSize(shortSize(bytes)) ?? -1
      expect(Math.abs(back - bytes)).toBeLessThanOrEqual(bytes * 0.005)
    }),
  )
})

test.each([
  ['0', 0],
  ['295', 295],
  ['-', undefined],
  ['', undefined],
  ['1.5', undefined],
  [undefined, undefined],
])('a count of %j is %s', (text, count) => {
  expect(parseCount(text)).toBe(count)
})

test.each([
  ['00:00:01', 1],
  ['01:02:03', 3_723],
  ['2 days 00:00:10', 172_810],
  ['100 days 10:00:00', 8_676_000],
  ['1:2', undefined],
])('a duration of %j is %s s', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds)
})

test.each([
  ['Sun Nov 22 20:10:48 2026', '2026-11-22T20:10:48.000Z'],
  ['Thu Jan  1 00:00:00 1970\n', '1970-01-01T00:00:00.000Z'],
  ['Sat Feb 29 23:59:59 2020', '2020-02-29T23:59:59.000Z'],
])('a date of %j', (text, iso) => {
  expect(isoTime(parseCDate(text) ?? -1)).toBe(iso)
})

test.each(['', 'yesterday', 'So Nov 22 20:10:48 2026', 'Sun Xxx 22 20:10:48 2026'])(
  '%j is no date',
  (text) => {
    expect(parseCDate(text)).toBeUndefined()
  },
)
