import { randomUUID } from 'node:crypto'
import type { DiskChange } from '../../../domain/diff-files.ts'
import { problemError } from '../../../domain/problem.ts'
import { isRunning } from '../../guest-file-problems.ts'
import type { ImageReader, SnapshotImages } from '../../snapshot-host.ts'
import { existingSnapshot } from '../../snapshot-problems.ts'
import { diskOf, isDisk } from './family.ts'
import { fileOfDisk } from './file-disk.ts'
import { removeHalf } from './images.ts'
import { seeVm, type KnownVm } from './known-vm.ts'
import { historyOf, pointsOf, type Point } from './points.ts'
import type { ZfsStore } from './store.ts'
import { fullName, type TreeDataset } from './tree.ts'

/**
 * The disks of a snapshot as devices and files to be read. Each is a clone among what is half-made, so that the disk keeps its properties, and is
 * destroyed when it is closed; what a killed daemon left is swept as all is there. Without an id, the disks of a VM that is off.
 */
export async function openPoint(
  store: ZfsStore,
  vm: string,
  uuid: string,
  id: string | undefined,
  reader: ImageReader,
): Promise<SnapshotImages> {
  await store.ready()
  const known = await seeVm(store, { vm, uuid })
  if (id === undefined) return openNow(store, known, reader)
  const point = pointNamed(store, known, id)
  const takeOff = store.readers.add(vm, uuid, id, reader)
  const clones: string[] = []
  const close = async () => {
    for (const clone of clones.splice(0)) await store.inTurn('clones', () => removeHalf(store, clone))
    takeOff()
  }
  try {
    const disks = []
    for (const { dataset, snapshot } of point.members.filter((member) => isDisk(member.dataset))) {
      const clone = store.layout.half('read', randomUUID())
      const step = { do: 'clone', snapshot: fullName(dataset, snapshot), dataset: clone, properties } as const
      await store.inTurn('clones', () => store.zfs.run(step))
      clones.push(clone)
      disks.push({
        name: diskOf(dataset),
        path: await pathOf(store, { ...dataset, name: clone }),
        format: 'raw' as const,
      })
    }
    return { disks: rootFirst(disks), close }
  } catch (error) {
    await close()
    throw error
  }
}

const properties = { readonly: 'on' }

async function openNow(
  store: ZfsStore,
  { vm, family }: KnownVm,
  reader: ImageReader,
): Promise<SnapshotImages> {
  const disks = []
  for (const disk of family.current.disks) {
    if (await store.zfs.isOpen(disk)) throw isRunning(vm.vm)
    disks.push({ name: diskOf(disk), path: await pathOf(store, disk), format: 'raw' as const })
  }
  const takeOff = store.readers.add(vm.vm, vm.uuid, undefined, reader)
  return { disks: rootFirst(disks), close: () => Promise.resolve(takeOff()) }
}

/** The device of a volume, or the file of a disk that is one. */
async function pathOf(store: ZfsStore, disk: TreeDataset): Promise<string> {
  return disk.kind === 'volume' ? store.zfs.device(disk.name) : fileOfDisk(store, disk)
}

/** The disk a guest starts from comes first, as its guest sees it. */
function rootFirst<Disk extends { readonly name: string }>(disks: readonly Disk[]): Disk[] {
  return disks.toSorted(
    (one, other) =>
      Number(one.name !== 'root') - Number(other.name !== 'root') || (one.name < other.name ? -1 : 1),
  )
}

/** Which disks came and went from one point to the other; of those on both sides, ZFS is not asked how much differs. */
export async function changedDisks(
  store: ZfsStore,
  vm: string,
  uuid: string,
  from: string,
  to: string | undefined,
): Promise<DiskChange[]> {
  const known = await seeVm(store, { vm, uuid })
  const at = (id: string) =>
    pointNamed(store, known, id)
      .members.filter(({ dataset }) => isDisk(dataset))
      .map(({ dataset }) => diskOf(dataset))
  const [before, after] = [at(from), to === undefined ? known.family.current.disks.map(diskOf) : at(to)]
  return [...new Set([...before, ...after])].toSorted().map((disk): DiskChange => {
    if (!before.includes(disk)) return { disk, change: 'added' }
    if (!after.includes(disk)) return { disk, change: 'removed' }
    return { disk, change: from === to ? 'same' : 'unknown' }
  })
}

/** A point that holds all of the VM. */
export function pointNamed({ layout }: ZfsStore, { vm, family }: KnownVm, id: string): Point {
  existingSnapshot(vm.vm, historyOf(family, layout), id)
  const point = pointsOf(family).find((one) => one.id === id)
  if (point && point.lacking.length === 0) return point
  throw problemError({
    code: 'not_supported',
    object: { type: 'snapshot', name: `${vm.vm}@${id}` },
    message: `Snapshot ${id} of ${vm.vm} was taken by another tool and lacks the disks ${(point?.lacking ?? []).join(', ')}.`,
    hint: 'Look into one that holds all of the VM.',
  })
}
