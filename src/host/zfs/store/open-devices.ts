import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { isGone, isOpenInProcesses, unlessGone } from './open-in-processes.ts'

/**
 * Whether anything has one of these block devices open. QEMU takes no locks on devices, as it does on files, and ZFS renames a volume that
 * is in use; so it is looked for. Covers processes, also those of VMs, which libvirt gives a /dev of their own, and what the kernel itself
 * has claimed: mounts, LVM, RAID, other pools. Needs root.
 */
export async function isAnyOpen(nodes: readonly string[]): Promise<boolean> {
  const devices = new Set<number>()
  for (const node of nodes) {
    const stats = await unlessGone(stat(node))
    if (!stats?.isBlockDevice()) continue
    devices.add(stats.rdev)
    if (await isClaimed(node)) return true
  }
  if (devices.size === 0) return false
  return isOpenInProcesses(
    (path) => /\/zd\d+$/.test(path),
    ({ rdev }) => devices.has(rdev),
  )
}

/** The kernel lets one exclusive owner have a device (blkdev_get in block/bdev.c): mounts and the like are such. */
async function isClaimed(node: string): Promise<boolean> {
  try {
    const file = await open(node, constants.O_RDONLY | constants.O_EXCL | constants.O_NONBLOCK)
    await file.close()
    return false
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBUSY') return true
    if (isGone(error)) return false
    throw error
  }
}
