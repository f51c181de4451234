import { formatRules } from './policy-text.ts'
import { slotsAfter } from './policy-slots.ts'
import type { Policy } from './policy.ts'

/** When a rule will have snapshots taken. */
export interface ComingSnapshots {
  /** The rule as people write it. */
  readonly rule: string
  /** How often until the end of the time that was asked for. */
  readonly count: number
  /** The first of them, ISO 8601, UTC; the very next one too if it is later. */
  readonly first: readonly string[]
}

const mostShown = 7

/** What each rule of a policy will do from now until then, if the host runs. */
export function comingSnapshots(policy: Policy, nowMs: number, untilMs: number): readonly ComingSnapshots[] {
  return policy.rules.map((rule): ComingSnapshots => {
    const first: string[] = []
    let count = 0
    for (const ms of slotsAfter(rule.rhythm, policy.zone, nowMs)) {
      if (ms > untilMs && first.length > 0) break
      if (first.length < mostShown) first.push(new Date(ms).toISOString())
      if (ms > untilMs) break
      count += 1
    }
    return { rule: formatRules([rule]), count, first }
  })
}
