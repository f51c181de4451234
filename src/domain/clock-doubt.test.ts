import { describe, expect, test } from 'vitest'
import { lookAtClock, steadyEnoughMs, type ClockReading, type ClockState } from './clock-doubt.ts'

const minuteMs = 60_000
const yearMs = 366 * 86_400_000
const start: ClockReading = { wallMs: Date.parse('2026-11-28T12:00Z'), upMs: 1e6, boot: 'a' }

/** So much later by both clocks; `jumpMs` more by the wall's. */
function later(from: ClockReading, ms: number, jumpMs = 0, boot = from.boot): ClockReading {
  return { wallMs: from.wallMs + ms + jumpMs, upMs: (boot === from.boot ? from.upMs : 0) + ms, boot }
}

describe('a clock', () => {
  test.each<[what: string, now: ClockReading, because: string | undefined]>([
    ['that goes evenly', later(start, minuteMs), undefined],
    ['that is a little off', later(start, minuteMs, 4 * minuteMs), undefined],
    ['that is a year ahead', later(start, minuteMs, yearMs), 'ahead'],
    ['that was set back', later(start, minuteMs, -10 * minuteMs), 'back'],
    ['of a host that was off for a year', later(start, yearMs, 0, 'b'), undefined],
    ['that is behind after a start', later(start, minuteMs, -yearMs, 'b'), 'back'],
  ])('%s', (_, now, because) => {
    expect(lookAtClock(lookAtClock(undefined, start), now).doubt?.because).toBe(because)
  })

  test('is believed again after a day of going evenly, and not while it was off', () => {
    const jumped = lookAtClock({ ...start }, later(start, minuteMs, yearMs))
    const half = lookAtClock(jumped, later(jumped, steadyEnoughMs / 2))
    expect(half.doubt).toMatchObject({ because: 'ahead', byMs: yearMs, steadyMs: steadyEnoughMs / 2 })
    const off: ClockState = lookAtClock(half, later(half, steadyEnoughMs, 0, 'b'))
    expect(off.doubt?.steadyMs).toBe(steadyEnoughMs / 2)
    expect(lookAtClock(off, later(off, steadyEnoughMs / 2)).doubt).toBeUndefined()
  })

  test('that jumps again begins anew', () => {
    const jumped = lookAtClock({ ...start }, later(start, minuteMs, yearMs))
    const half = lookAtClock(jumped, later(jumped, steadyEnoughMs / 2))
    expect(lookAtClock(half, later(half, minuteMs, -yearMs)).doubt).toEqual({
      because: 'back',
      byMs: yearMs,
      steadyMs: 0,
    })
  })
})
