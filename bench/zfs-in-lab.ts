import type { BenchRow } from './row.ts'
import { bySizeWritten } from './zfs/by-size-written.ts'
import { historyOfMany } from './zfs/history-of-many.ts'
import { imageToVmInPool } from './zfs/image-to-vm-in-pool.ts'
import { withLab } from './zfs/lab-under-measure.ts'
import { snapshotOfMany } from './zfs/snapshot-of-many.ts'
import { makeVms } from './zfs/vms-to-measure.ts'

/** All that takes OpenZFS, in one machine of the lab, one thing after another. */
export function zfsInLab(): Promise<BenchRow[]> {
  return withLab(async (lab) => {
    const rows = await imageToVmInPool(lab)
    rows.push(...(await bySizeWritten(lab)))
    const vms = await makeVms(lab, 20)
    rows.push(...(await snapshotOfMany(lab, vms)))
    rows.push(...(await historyOfMany(lab, vms)))
    return rows
  })
}
