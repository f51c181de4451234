import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  begun,
  byHandMs,
  cutOff,
  ended,
  nextTryMs,
  noTries,
  renewalMs,
  triesADay,
  type CertificateTries,
  type TryEnd,
} from './certificate-tries.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const nowMs = Date.parse('2027-03-01T12:00:00Z')
const failed = (begunAtMs: number): TryEnd => ({ begunAtMs, result: 'failed', problems: [] })

describe('a certificate is renewed', () => {
  it.each([
    ['of 90 days, after 60', 90, 0, 60],
    ['of 6 days, after 4', 6, 0, 4],
    ['a little earlier, as chance has it', 90, 1, 58.2],
  ])('%s', (_, days, chance, after) => {
    expect(renewalMs({ fromMs: nowMs, untilMs: nowMs + days * dayMs }, chance)).toBeCloseTo(
      nowMs + after * dayMs,
      0,
    )
  })

  it('at once where there is none', () => {
    expect(nextTryMs(noTries, undefined, nowMs)).toBe(0)
  })
})

it.each([
  [1, 10 * minuteMs],
  [2, 30 * minuteMs],
  [3, 2 * hourMs],
  [4, 6 * hourMs],
  [5, 12 * hourMs],
  [6, dayMs],
  [60, dayMs],
])('after %i failures it is waited longer', (failures, pauseMs) => {
  const tries = { ...noTries, failures, last: failed(nowMs), chance: 0 }
  expect(nextTryMs(tries, undefined, nowMs) - nowMs).toBe(pauseMs)
  expect(nextTryMs({ ...tries, chance: 1 }, undefined, nowMs) - nowMs).toBe(pauseMs * 1.25)
})

describe('an authority that wants to be left alone', () => {
  const held = ended(noTries, failed(nowMs), { nowMs, retryAfterMs: 3 * dayMs })
  it('is, also by those who come by hand', () => {
    expect(nextTryMs(held, undefined, nowMs)).toBe(nowMs + 3 * dayMs)
    expect(byHandMs(held, nowMs)).toBe(nowMs + 3 * dayMs)
  })
  it('is asked again after a try that succeeded', () => {
    const done = ended(held, { begunAtMs: nowMs, result: 'done', problems: [] }, { nowMs })
    expect(byHandMs(done, nowMs)).toBe(0)
    expect(done.failures).toBe(0)
  })
  it('does not keep anybody waiting for ever', () => {
    expect(byHandMs({ ...noTries, holdUntilMs: nowMs + 400 * dayMs }, nowMs)).toBe(0)
  })
})

describe('a clock that was wrong', () => {
  const future = ended(begun(noTries, nowMs + 900 * dayMs, 0), failed(nowMs + 900 * dayMs), {
    nowMs: nowMs + 900 * dayMs,
  })
  it('keeps nobody waiting once it is right', () => {
    expect(nextTryMs(future, undefined, nowMs)).toBeLessThanOrEqual(nowMs)
  })
})

describe('a daemon that was killed', () => {
  it('goes on at once, and the try counts', () => {
    const killed = cutOff(begun(noTries, nowMs - 1, 0.2))
    expect(killed.last).toEqual({ begunAtMs: nowMs - 1, result: 'cut-off', problems: [] })
    expect(killed.openSinceMs).toBeUndefined()
    expect(killed.begunAtMs).toEqual([nowMs - 1])
    expect(nextTryMs(killed, undefined, nowMs)).toBe(0)
  })
  it('goes on at once also after others that failed', () => {
    const before = ended(noTries, failed(nowMs - minuteMs), { nowMs: nowMs - minuteMs })
    expect(nextTryMs(cutOff(begun(before, nowMs - 1, 0)), undefined, nowMs)).toBe(0)
  })
  it('again and again does not ask more than so often a day', () => {
    let tries: CertificateTries = noTries
    let asked = 0
    for (let at = nowMs; at < nowMs + dayMs; at += minuteMs) {
      if (nextTryMs(tries, undefined, at) > at) continue
      asked += 1
      tries = cutOff(begun(tries, at, 0))
    }
    expect(asked).toBe(triesADay.byItself)
  })
})

it('whatever comes, nobody is asked more often a day than is set, nor by hand', () => {
  const outcome = fc.record({
    result: fc.constantFrom('failed' as const, 'done' as const, 'cut-off' as const),
    retryAfterMs: fc.option(fc.integer({ min: 0, max: dayMs }), { nil: undefined }),
    restsMs: fc.integer({ min: 1_000, max: 8 * hourMs }),
    byHand: fc.boolean(),
    chance: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(outcome, { maxLength: 80 }), (outcomes) => {
      let tries: CertificateTries = noTries
      let at = nowMs
      const askedMs: number[] = []
      const aloneMs: number[] = []
      for (const { result, retryAfterMs, restsMs, byHand, chance } of outcomes) {
        at += restsMs
        const dueMs = byHand ? byHandMs(tries, at) : nextTryMs(tries, undefined, at)
        if (dueMs > at) continue
        askedMs.push(at)
        if (!byHand) aloneMs.push(at)
        tries = begun(tries, at, chance)
        tries =
          result === 'cut-off'
            ? cutOff(tries)
            : ended(tries, { begunAtMs: at, result, problems: [] }, { nowMs: at, retryAfterMs })
      }
      const within = (all: readonly number[], end: number) =>
        all.filter((one) => one <= end && one > end - dayMs).length
      for (const end of askedMs) expect(within(askedMs, end)).toBeLessThanOrEqual(triesADay.inAll)
      for (const end of aloneMs) expect(within(aloneMs, end)).toBeLessThanOrEqual(triesADay.byItself)
    }),
  )
})
