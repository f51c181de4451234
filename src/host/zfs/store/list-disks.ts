import type { PlaceDisks } from '../../../domain/libvirt-pool.ts'
import { lineOf } from './family.ts'
import { kindOfDisk, sizeSeen } from './file-disk.ts'
import { seatOf } from './layout.ts'
import { marks } from './marks.ts'
import type { ZfsStore } from './store.ts'
import { lastStep, type TreeDataset } from './tree.ts'

/** Every place with its disks, in one look at the store. */
export async function listDisks({ layout, zfs }: ZfsStore): Promise<PlaceDisks[]> {
  const tree = await zfs.look([layout.root], { depth: 2 })
  const places = tree.map(async (files): Promise<PlaceDisks[]> => {
    const seat = seatOf(layout, files.name)
    if (seat.in !== 'vms' || seat.disk !== undefined || files.own[marks.vm] === undefined) return []
    const disks = lineOf(tree, files).disks.map((disk) => listed({ layout, zfs }, seat.vm, disk))
    return [
      {
        store: layout.pool,
        kind: 'zfs' as const,
        vm: seat.vm,
        place: files.name,
        ...(files.lockedBy === undefined ? {} : { lockedBy: files.lockedBy }),
        disks: await Promise.all(disks),
      },
    ]
  })
  return (await Promise.all(places)).flat()
}

async function listed(
  store: Pick<ZfsStore, 'layout' | 'zfs'>,
  vm: string,
  disk: TreeDataset,
): Promise<PlaceDisks['disks'][number]> {
  const name = lastStep(disk.name)
  const kind = kindOfDisk(disk)
  const { source, format } = store.layout.place(vm).disk(name, kind)
  const sizeBytes = await sizeSeen(store, disk)
  return { name, kind, path: source.path, format, ...(sizeBytes === undefined ? {} : { sizeBytes }) }
}
