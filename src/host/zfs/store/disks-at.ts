import { basename, dirname, join } from 'node:path'
import { onStore } from '../../store-faults.ts'
import { look } from '../../store-files.ts'
import { noDisk } from '../../store-problems.ts'
import { diskOf, isDisk, type VmInStore } from './family.ts'
import { mountedFolder } from './file-disk.ts'
import { seeVm } from './known-vm.ts'
import type { Member } from './points.ts'
import { pointNamed } from './read-points.ts'
import type { ZfsStore } from './store.ts'
import type { TreeDataset } from './tree.ts'

export interface DiskAtPoint {
  /** The dataset that has the snapshot: of another line, perhaps, or of a disk that was removed since. */
  readonly name: string
  readonly label: string
  readonly kind: TreeDataset['kind']
  readonly sizeBytes: number
}

/** A disk as it was at a snapshot. */
export async function diskAt(store: ZfsStore, vm: VmInStore, id: string, disk: string): Promise<DiskAtPoint> {
  const member = (await disksOf(store, vm, id)).find(({ dataset }) => diskOf(dataset) === disk)
  if (!member) throw noDisk(vm.vm, disk)
  const { dataset, snapshot } = member
  const sizeBytes = await sizeOf(store, member)
  return { name: dataset.name, label: snapshot.label, kind: dataset.kind, sizeBytes }
}

/** How large the guest saw its disks then. */
export async function diskSizesAt(
  store: ZfsStore,
  vm: VmInStore,
  id: string,
): Promise<Readonly<Record<string, number>>> {
  const sizes: Record<string, number> = {}
  for (const member of await disksOf(store, vm, id))
    sizes[diskOf(member.dataset)] = await sizeOf(store, member)
  return sizes
}

async function disksOf(store: ZfsStore, vm: VmInStore, id: string): Promise<readonly Member[]> {
  const { members } = pointNamed(store, await seeVm(store, vm), id)
  return members.filter(({ dataset }) => isDisk(dataset))
}

/** A snapshot of a volume keeps its size; that of a file system shows the file as it was. */
async function sizeOf(store: ZfsStore, { dataset, snapshot }: Member): Promise<number> {
  if (dataset.kind === 'volume') return snapshot.sizeBytes ?? 0
  const now = await mountedFolder(store, dataset)
  const then = join(dirname(now), '.zfs/snapshot', snapshot.label, basename(now))
  return onStore('read', then, async () => (await look(then))?.size ?? 0)
}
