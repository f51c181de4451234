import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again and again until the answer is not undefined; an answer that never comes is an error that says what was seen last. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  {
    timeoutMs = 120_000,
    everyMs = 300,
    lastSeen = () => '',
  }: { timeoutMs?: number; everyMs?: number; lastSeen?: () => string } = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() > deadline)
      throw new Error(`not within ${timeoutMs / 1000} s: ${what}. Seen last: ${lastSeen()}`)
    await sleep(everyMs)
  }
}
