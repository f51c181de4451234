import { setTimeout as realSleep } from 'node:timers/promises'
import type { PoolName } from '../../domain/dataset-name.ts'
import type { PoolStatus } from './pool-status.ts'
import { readStatus } from './read-pool.ts'
import { waitForPool, type PoolActivity } from './pool-work.ts'
import type { Zfs } from './zfs.ts'

export interface WatchOptions {
  readonly activities: readonly PoolActivity[]
  readonly intervalMs: number
  readonly onStatus: (status: PoolStatus) => void
  readonly signal?: AbortSignal | undefined
  /** Waits; for tests. */
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<unknown>) | undefined
}

/**
 * Waits for work that goes on in a pool and tells how it stands, at the start, at each interval, and once it is over. The end comes
 * from `zpool wait`, the moment it is there; looking only fills the time.
 */
export async function watchPool(zfs: Zfs, pool: PoolName, options: WatchOptions): Promise<PoolStatus> {
  const { sleep = (ms, signal) => realSleep(ms, undefined, { signal }) } = options
  const over = new AbortController()
  const stop = new AbortController()
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal])
  const ended = waitForPool(zfs, pool, options.activities, { signal }).finally(() => over.abort())
  // Awaited further down; until then a failure is nobody's yet.
  ended.catch(() => undefined)
  try {
    while (!over.signal.aborted) {
      const status = await readStatus(zfs, pool)
      if (over.signal.aborted) break
      options.onStatus(status)
      await sleep(options.intervalMs, over.signal).catch((error: unknown) => {
        if (!over.signal.aborted) throw error
      })
    }
    await ended
  } finally {
    stop.abort()
  }
  const last = await readStatus(zfs, pool)
  options.onStatus(last)
  return last
}
