import { array, assert, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatRules, parseRules } from './policy-text.ts'
import { rules } from './testing/policies.ts'

describe('rules that are read', () => {
  test.each([
    ['every 15 min, keep 8', [{ rhythm: { every: 'interval', minutes: 15 }, keep: { count: 8 } }]],
    ['hourly, keep 2 days', [{ rhythm: { every: 'interval', minutes: 60 }, keep: { forMinutes: 2_880 } }]],
    [
      'Every 6 hours , keep 4, keep for at least 2 weeks',
      [{ rhythm: { every: 'interval', minutes: 360 }, keep: { count: 4, forMinutes: 20_160 } }],
    ],
    [
      'every 15 min, crash, keep 8; daily, keep 3, crash-consistent',
      [
        { rhythm: { every: 'interval', minutes: 15 }, keep: { count: 8 }, crash: true },
        { rhythm: { every: 'day', at: 0 }, keep: { count: 3 }, crash: true },
      ],
    ],
    ['daily, keep 14', [{ rhythm: { every: 'day', at: 0 }, keep: { count: 14 } }]],
    ['daily at 3:05, keep 14;', [{ rhythm: { every: 'day', at: 185 }, keep: { count: 14 } }]],
    [
      'weekly on Sunday at 04:00, keep 8, while smaller than 20 GiB',
      [{ rhythm: { every: 'week', on: 'sun', at: 240 }, keep: { count: 8, mostBytes: 20 * 2 ** 30 } }],
    ],
    [
      'monthly on 31 at 04:00, keep 12\nyearly on 29 february, keep 3',
      [
        { rhythm: { every: 'month', on: 31, at: 240 }, keep: { count: 12 } },
        { rhythm: { every: 'year', on: { month: 2, day: 29 }, at: 0 }, keep: { count: 3 } },
      ],
    ],
  ])('%s', (text, expected) => {
    expect(parseRules(text)).toEqual({ ok: true, value: expected })
  })

  test('are written so that they are read the same', () => {
    assert(
      property(array(rules, { minLength: 1, maxLength: 4 }), (some) => {
        expect(parseRules(formatRules(some))).toEqual({ ok: true, value: some.map(strip) })
      }),
    )
  })
})

/** Without what is there and undefined. */
function strip<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

describe('rules that cannot be read say why', () => {
  test.each([
    ['', 'A policy has at least one rule.'],
    [' ; ', 'A policy has at least one rule.'],
    ['*/15 * * * *', '“*/15 * * * *” cannot be read.'],
    ['every 7 min, keep 8', '“every 7 min” cannot be read. An interval divides a day'],
    ['every 0 min, keep 8', 'An interval divides a day'],
    ['every 2 days, keep 8', '“every 2 days” cannot be read.'],
    ['daily at 24:00, keep 1', '“daily at 24:00” cannot be read.'],
    ['daily at 3, keep 1', '“daily at 3” cannot be read.'],
    ['daily', '“daily” does not say what stays.'],
    ['daily, while smaller than 1 GiB', 'does not say what stays.'],
    ['daily, keep 0', 'To keep none is no protection.'],
    ['daily, keep 0 days', 'To keep for no time is no protection.'],
    ['daily, keep 3, keep 4', '“daily, keep 3, keep 4” says twice how many stay.'],
    ['daily, keep 3, crash, crash-consistent', 'says twice “crash”.'],
    ['daily, crash', '“daily, crash” does not say what stays.'],
    ['daily, keep all', '“keep all” cannot be read.'],
    ['daily, keep 3, while smaller than lots', '"lots" is not a size.'],
    ['weekly on fun, keep 3', 'There is no weekday fun: mon, tue'],
    ['monthly on 32, keep 3', 'Days of a month are 1 to 31.'],
    ['yearly on 30 feb, keep 3', 'feb has the days 1 to 29.'],
    ['yearly on 3 foo, keep 3', 'There is no month foo: jan'],
  ])('%j', (text, message) => {
    const read = parseRules(text)
    expect(read.ok ? [] : read.problems.map((problem) => problem.message)).toEqual([
      expect.stringContaining(message),
    ])
  })

  test('all at once', () => {
    const read = parseRules('daily at 25:00, keep 0; keep 3')
    expect(read.ok ? 0 : read.problems.length).toBe(3)
  })
})
