import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for what the other side of a socket does in its own time; throws after five seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + 5000
  while (!condition()) {
    if (performance.now() > giveUpAt)
      throw new Error('what was waited for did not happen within five seconds')
    await sleep(2)
  }
}
