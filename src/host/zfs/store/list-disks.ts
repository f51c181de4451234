import type { PlaceDisks } from '../../../domain/libvirt-pool.ts'
import { lineOf } from './family.ts'
import { seatOf } from './layout.ts'
import { marks } from './marks.ts'
import type { ZfsStore } from './store.ts'
import { lastStep } from './tree.ts'

/** Every place with its disks, in one look at the store. */
export async function listDisks({ layout, zfs }: ZfsStore): Promise<PlaceDisks[]> {
  const tree = await zfs.look([layout.root], { depth: 2 })
  return tree.flatMap((files) => {
    const seat = seatOf(layout, files.name)
    if (seat.in !== 'vms' || seat.disk !== undefined || files.own[marks.vm] === undefined) return []
    return [
      {
        store: layout.pool,
        kind: 'zfs' as const,
        vm: seat.vm,
        place: files.name,
        ...(files.lockedBy === undefined ? {} : { lockedBy: files.lockedBy }),
        disks: lineOf(tree, files).disks.map(({ name, sizeBytes = 0 }) => ({
          name: lastStep(name),
          path: layout.deviceOf(name),
          format: 'raw' as const,
          sizeBytes,
        })),
      },
    ]
  })
}
