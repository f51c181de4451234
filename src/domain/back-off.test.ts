import { describe, expect, it } from 'vitest'
import { backOffRules, waitMs } from './back-off.ts'

const rule = { free: 3, firstMs: 1_000, longestMs: 10_000, forgetMs: 100_000 }

it.each([
  [0, 0],
  [1, 0],
  [2, 0],
  [3, 1_000],
  [4, 2_000],
  [6, 8_000],
  [7, 10_000],
  [2_000, 10_000],
])('%i failures cost %i ms', (count, ms) => {
  expect(waitMs(rule, { count, lastAtMs: 50 }, 50)).toBe(ms)
})

describe('as time goes by', () => {
  const failures = { count: 4, lastAtMs: 1_000 }

  it.each([
    [1_500, 1_500],
    [2_999, 1],
    [3_000, 0],
    [101_000, 0],
  ])('at %i it is %i ms', (now, ms) => {
    expect(waitMs(rule, failures, now)).toBe(ms)
  })

  it('a clock that was set back does not make it longer', () => {
    expect(waitMs(rule, failures, -1_000_000)).toBe(2_000)
  })
})

it('who never failed does not wait', () => {
  expect(waitMs(rule, undefined, 0)).toBe(0)
})

it('nobody can be kept out of an account for more than a minute', () => {
  expect(waitMs(backOffRules.account, { count: 1_000_000, lastAtMs: 0 }, 0)).toBe(60_000)
})
