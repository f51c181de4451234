/** What the clocks of the host show at one moment. */
export interface ClockReading {
  readonly wallMs: number
  /** Since the host began to run, sleep included: it never jumps. */
  readonly upMs: number
  /** Another one after each start of the host. */
  readonly boot: string
}

/** What is known of the clock from one look to the next. */
export interface ClockState extends ClockReading {
  readonly doubt?: Doubt | undefined
}

/** Why times are not trusted, and so nothing goes that goes by its age. */
export interface Doubt {
  readonly because: 'back' | 'ahead'
  readonly byMs: number
  /** For how long the clock has gone evenly since. */
  readonly steadyMs: number
}

/** Clocks that differ by less are right enough. */
export const clockToleranceMs = 5 * 60_000

/** After a day of going evenly a clock is believed again: it was set by somebody, or by a time server. */
export const steadyEnoughMs = 24 * 3_600_000

/**
 * What is to be thought of the clock now. While the host was off any time may have passed, but none backwards.
 * @param last What was known before; undefined at the very first look.
 */
export function lookAtClock(last: ClockState | undefined, now: ClockReading): ClockState {
  if (last === undefined) return { ...now }
  const isSameBoot = last.boot === now.boot
  const passedMs = now.wallMs - last.wallMs
  const expectedMs = isSameBoot ? now.upMs - last.upMs : Math.max(0, passedMs)
  const byMs = passedMs - expectedMs
  if (Math.abs(byMs) > clockToleranceMs)
    return { ...now, doubt: { because: byMs < 0 ? 'back' : 'ahead', byMs: Math.abs(byMs), steadyMs: 0 } }
  if (last.doubt === undefined) return { ...now }
  const steadyMs = last.doubt.steadyMs + (isSameBoot ? expectedMs : 0)
  return steadyMs >= steadyEnoughMs ? { ...now } : { ...now, doubt: { ...last.doubt, steadyMs } }
}
