import { setTimeout as realSleep } from 'node:timers/promises'
import { zfsErrorKind } from './zfs-error.ts'

/** Waits; for tests. */
export type Sleep = (ms: number) => Promise<unknown>

/** How often something busy is asked again, a second apart. */
export const busyTries = 8

/**
 * Does something again while it is busy: udev opens each new volume to see what it is, and again whenever somebody closes one, and
 * meanwhile neither the volume nor its pool can go. `mayPass` tells whether this may be such a case.
 */
export async function whileBusy<T>(
  work: () => Promise<T>,
  sleep: Sleep = realSleep,
  mayPass: () => boolean = () => true,
): Promise<T> {
  for (let left = busyTries; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (zfsErrorKind(error) !== 'busy' || left <= 1 || !mayPass()) throw error
      await sleep(1_000)
    }
  }
}
