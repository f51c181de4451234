import type { KistedInside } from './kisted-inside.ts'
import { until } from './until.ts'

/** A guest's boot takes seconds on an idle machine, and many minutes on one with much to do. */
export const guestLimitMs = 1_800_000

/** Waits until a nested guest has booted. Each look takes a second of the processor that the guest needs, so there are few. */
export function untilGuestUp(kisted: KistedInside, vm: string): Promise<true> {
  let seen = ''
  return until(
    `the guest of ${vm} is up`,
    async () => {
      const { status } = (await kisted.json('vm', 'show', vm)) as VmShown
      seen = JSON.stringify(status)
      return status.state === 'running' && status.agent === 'connected' ? true : undefined
    },
    { timeoutMs: guestLimitMs, everyMs: 5_000, lastSeen: () => seen },
  )
}

interface VmShown {
  readonly status: { readonly state: string; readonly agent?: string }
}
