import type { Client } from '../../../src/cli/client.ts'
import { followEvents } from '../../../src/cli/events.ts'
import type { EventAnswer } from '../../../src/contract/schemas/inventory.ts'
import { eventually } from './booted-vm.ts'

export interface EventWatch {
  /** Waits for an event that came after `since` and fits; both times on the clock of performance.now(). */
  next(since: number, fits: (event: EventAnswer) => boolean, limitMs: number): Promise<number>
  stop(): void
}

/** Keeps every event of a daemon with the time it came. */
export async function watchEvents(client: Client): Promise<EventWatch> {
  const stopping = new AbortController()
  const seen: { readonly atMs: number; readonly event: EventAnswer }[] = []
  const opened = new Promise<void>((resolve, reject) => {
    const follow = async () => {
      for await (const event of followEvents(client, { signal: stopping.signal, onOpen: resolve }))
        seen.push({ atMs: performance.now(), event })
    }
    follow().catch(reject)
  })
  await opened
  return {
    next: (since, fits, limitMs) =>
      eventually(
        'the events say so',
        async () => seen.find(({ atMs, event }) => atMs >= since && fits(event))?.atMs,
        limitMs,
      ),
    stop: () => stopping.abort(),
  }
}
