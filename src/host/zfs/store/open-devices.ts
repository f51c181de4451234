import { constants } from 'node:fs'
import { open, readdir, readlink, stat } from 'node:fs/promises'

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
  for (const process of await readdir('/proc')) {
    if (/^\d+$/.test(process) && (await hasOpen(`/proc/${process}/fd`, devices))) return true
  }
  return false
}

async function hasOpen(folder: string, devices: ReadonlySet<number>): Promise<boolean> {
  for (const fd of (await unlessGone(readdir(folder))) ?? []) {
    // Read first: it costs nothing, and asking a pipe or socket for its state may.
    const path = await unlessGone(readlink(`${folder}/${fd}`))
    if (path === undefined || !/\/zd\d+$/.test(path)) continue
    const stats = await unlessGone(stat(`${folder}/${fd}`))
    if (stats && devices.has(stats.rdev)) return true
  }
  return false
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

export async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

// Processes end while they are looked at; kernel threads have no files.
function isGone(error: unknown): boolean {
  return ['ENOENT', 'ESRCH', 'ENXIO', 'ENODEV', 'EACCES'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  )
}
