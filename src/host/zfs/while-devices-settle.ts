import { setTimeout as realSleep } from 'node:timers/promises'
import type { ZfsErrorKind } from './zfs-error.ts'
import { zfsErrorKind } from './zfs-error.ts'
import type { Sleep } from './while-busy.ts'

/** How often devices that were not there are asked for again, two seconds apart. */
export const settleTries = 5

// A device that vanishes under its hands makes zpool say that the pool is not there: both are ENOENT to it (zpool_standard_error in
// libzfs_util.c).
const away: readonly ZfsErrorKind[] = ['device-missing', 'device-unavailable', 'not-found']

/**
 * Does something with devices again when they were not there. Whenever somebody closes a disk, as ZFS does when it lets go of one, the
 * kernel reads its partitions anew and udev makes all its links anew; meanwhile they are gone.
 */
export async function whileDevicesSettle<T>(work: () => Promise<T>, sleep: Sleep = realSleep): Promise<T> {
  for (let left = settleTries; ; left--) {
    try {
      return await work()
    } catch (error) {
      const kind = zfsErrorKind(error)
      if (kind === undefined || !away.includes(kind) || left <= 1) throw error
      await sleep(2_000)
    }
  }
}
