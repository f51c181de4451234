import { setTimeout as realSleep } from 'node:timers/promises'
import type { ZfsErrorKind } from './zfs-error.ts'
import { zfsErrorKind } from './zfs-error.ts'
import type { Sleep } from './while-busy.ts'

/** How often devices that were not there are asked for again, two seconds apart. */
export const settleTries = 5

/**
 * Does something with devices again when they were not there. Whenever somebody closes a disk, as ZFS does when it lets go of one, the
 * kernel reads its partitions anew and udev makes all its links anew; meanwhile they are gone. `kinds` are the errors that may stand for it.
 */
export async function whileDevicesSettle<T>(
  work: () => Promise<T>,
  sleep: Sleep = realSleep,
  kinds: readonly ZfsErrorKind[] = ['device-missing', 'device-unavailable'],
): Promise<T> {
  for (let left = settleTries; ; left--) {
    try {
      return await work()
    } catch (error) {
      const kind = zfsErrorKind(error)
      if (kind === undefined || !kinds.includes(kind) || left <= 1) throw error
      await sleep(2_000)
    }
  }
}
