/** How often somebody failed in a row, and when last. Times in milliseconds of one clock. */
export interface Failures {
  readonly count: number
  readonly lastAtMs: number
}

export interface BackOffRule {
  /** This many cost nothing: people mistype. */
  readonly free: number
  readonly firstMs: number
  readonly longestMs: number
  /** Forgotten after this long without another. */
  readonly forgetMs: number
}

/**
 * An account waits for a minute at most, as otherwise whoever knows a name could keep its owner out; an address, which nobody
 * else has, up to a quarter of an hour.
 */
export const backOffRules = {
  account: { free: 5, firstMs: 1_000, longestMs: 60_000, forgetMs: 3_600_000 },
  address: { free: 10, firstMs: 1_000, longestMs: 900_000, forgetMs: 3_600_000 },
} as const satisfies Record<string, BackOffRule>

/** How long somebody must wait from now before the next try; 0 when they need not. Doubles with each failure. */
export function waitMs(rule: BackOffRule, failures: Failures | undefined, nowMs: number): number {
  if (failures === undefined || failures.count < rule.free || isForgotten(rule, failures, nowMs)) return 0
  const pauseMs = Math.min(rule.longestMs, rule.firstMs * 2 ** Math.min(30, failures.count - rule.free))
  // A clock that was set back must not make the pause longer.
  return Math.min(pauseMs, Math.max(0, failures.lastAtMs + pauseMs - nowMs))
}

export function isForgotten(rule: BackOffRule, failures: Failures, nowMs: number): boolean {
  return nowMs - failures.lastAtMs >= rule.forgetMs
}
