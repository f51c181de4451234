import { guestLimitMs } from './guest-up.ts'
import type { KistedInside } from './kisted-inside.ts'
import { until } from './until.ts'

/**
 * Has the shell of a guest run a script, and gives what it says. In an emulated machine its agent may be slower than the daemon waits for one,
 * above all after going on from RAM; so it is asked until it answers. The script may be run more than once.
 */
export function inGuest(kisted: KistedInside, vm: string, script: string): Promise<string> {
  return until(
    `the agent of ${vm} answers`,
    () =>
      kisted.kiste('vm', 'exec', '--timeout', '300', vm, '--', 'sh', '-c', script).catch((error: unknown) => {
        if (error instanceof Error && error.message.includes('No guest agent can be reached'))
          return undefined
        throw error
      }),
    { timeoutMs: guestLimitMs, everyMs: 2_000 },
  )
}
