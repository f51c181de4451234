import type { Take } from './row.ts'
import { bySizeWritten } from './zfs/by-size-written.ts'
import { historyOfMany } from './zfs/history-of-many.ts'
import { imageToVmInPool } from './zfs/image-to-vm-in-pool.ts'
import { withLab } from './zfs/lab-under-measure.ts'
import { snapshotOfMany } from './zfs/snapshot-of-many.ts'
import { makeVms } from './zfs/vms-to-measure.ts'

/** All that takes OpenZFS, in one machine of the lab, one thing after another. */
export function zfsInLab(take: Take): Promise<void> {
  return withLab(async (lab) => {
    await take('imageToVmInPool', () => imageToVmInPool(lab))
    await take('bySizeWritten', () => bySizeWritten(lab))
    const vms = await makeVms(lab, 20)
    await take('snapshotOfMany', () => snapshotOfMany(lab, vms))
    await take('historyOfMany', () => historyOfMany(lab, vms))
  })
}
