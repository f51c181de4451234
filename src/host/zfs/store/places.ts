import { chmod } from 'node:fs/promises'
import { throwIfProblems } from '../../../domain/problem.ts'
import type { PlaceFacts, VmPlace } from '../../store-host.ts'
import { folderMode, namesIn } from '../../store-files.ts'
import { foreignPlace, lockedPlace, noPlace, placeOfAnother } from '../../store-problems.ts'
import { lineOf } from './family.ts'
import { fileOfDisk } from './file-disk.ts'
import { seatOf } from './layout.ts'
import { marks } from './marks.ts'
import { makeNoted, settleNote } from './notes.ts'
import { whyNotMove } from './obstacles.ts'
import { makingRoom } from './reserve.ts'
import { assertUnused, type ZfsStore } from './store.ts'
import { find, lastStep, type Tree, type TreeDataset } from './tree.ts'

/** Whose a file system at a VM's seat, or in the bin, is. */
export type Found =
  | { readonly state: 'absent' }
  | {
      readonly state: 'ours'
      readonly uuid: string
      readonly files: TreeDataset
      readonly disks: readonly TreeDataset[]
      /** It and all below it, whoever made that. */
      readonly tree: Tree
    }
  | { readonly state: 'foreign' }

export async function findPlace({ zfs }: Pick<ZfsStore, 'zfs'>, dataset: string): Promise<Found> {
  return placeIn(await zfs.look([dataset]), dataset)
}

export function placeIn(tree: Tree, dataset: string): Found {
  const files = find(tree, dataset)
  if (!files) return { state: 'absent' }
  const uuid = files.kind === 'filesystem' ? files.own[marks.vm] : undefined
  if (uuid === undefined) return { state: 'foreign' }
  return { state: 'ours', uuid, files, disks: lineOf(tree, files).disks, tree }
}

export interface ExistingPlace extends Extract<Found, { state: 'ours' }> {
  readonly place: VmPlace
}

/** The place of a VM that must be there; of this uuid, if one is given. */
export async function existingPlace(store: ZfsStore, vm: string, uuid?: string): Promise<ExistingPlace> {
  return existingIn(store, await store.zfs.look([store.layout.vm(vm)]), vm, uuid)
}

/** The same from what was seen before. */
export function existingIn({ layout }: ZfsStore, tree: Tree, vm: string, uuid?: string): ExistingPlace {
  const dataset = layout.vm(vm)
  const found = placeIn(tree, dataset)
  if (found.state === 'absent') throw noPlace(vm)
  if (found.state === 'foreign') throw foreignPlace(vm, dataset)
  const place = layout.place(vm)
  if (uuid !== undefined && found.uuid !== uuid) throw placeOfAnother(vm, place.path)
  return { ...found, place }
}

/**
 * Mounts a place, if it is not, so that what is written goes there; the store that it is in before it, as its folder would be made on the disk
 * below else. Rejects with `key_needed` while its key is not loaded.
 */
export async function mounted<T extends { readonly files: TreeDataset }>(
  store: ZfsStore,
  found: T,
): Promise<T> {
  const { layout, zfs } = store
  const { name, lockedBy } = found.files
  if (lockedBy !== undefined) throw lockedPlace(lastStep(name), lockedBy)
  // In a pool in which nothing is free there is not even room for the folder that something is mounted on.
  await makingRoom(store, async () => {
    await zfs.mount(layout.root, layout.mountpoint)
    await zfs.mount(name, layout.pathOf(name))
  })
  return found
}

export async function listPlaces({ layout, zfs }: ZfsStore): Promise<PlaceFacts[]> {
  const tree = await zfs.look([layout.root], { depth: 1, kinds: ['filesystem'] })
  return tree.flatMap(({ name, own, lockedBy }) => {
    const seat = seatOf(layout, name)
    const uuid = own[marks.vm]
    if (seat.in !== 'vms' || uuid === undefined) return []
    const { path } = layout.place(seat.vm)
    return [{ store: layout.pool, vm: seat.vm, uuid, path, ...(lockedBy === undefined ? {} : { lockedBy }) }]
  })
}

export async function createPlace(store: ZfsStore, vm: string, uuid: string): Promise<VmPlace> {
  const { layout, zfs } = store
  const dataset = layout.vm(vm)
  const place = layout.place(vm)
  await store.ready()
  await settleNote(store, dataset)
  const found = await findPlace(store, dataset)
  if (found.state === 'foreign') throw foreignPlace(vm, dataset)
  if (found.state === 'ours' && found.uuid !== uuid) throw placeOfAnother(vm, place.path)
  if (found.state === 'absent') {
    // A folder of this name would be hidden below the new file system.
    if ((await namesIn(place.path)).length > 0) throw foreignPlace(vm, place.path)
    const note = { dataset, properties: { [marks.vm]: uuid } }
    await makeNoted(store, note, () => zfs.run({ do: 'create', ...note }))
  }
  await zfs.mount(dataset, place.path)
  await chmod(place.path, folderMode)
  return place
}

export async function renamePlace(store: ZfsStore, from: string, to: string, uuid: string): Promise<void> {
  const { layout, zfs } = store
  const [source, target] = [layout.vm(from), layout.vm(to)]
  await store.ready()
  const found = await findPlace(store, source)
  const there = from === to ? found : await findPlace(store, target)
  if (from === to || found.state !== 'ours' || found.uuid !== uuid) {
    // Moved already: that is what was wanted.
    if (there.state !== 'ours' || there.uuid !== uuid) throw noPlace(from)
    await mounted(store, there)
    return
  }
  if (there.state === 'ours') throw placeOfAnother(to, layout.place(to).path)
  if (there.state === 'foreign') throw foreignPlace(to, target)
  await assertMovable(store, from, found)
  await zfs.run({ do: 'rename', from: source, to: target })
  await zfs.mount(target, layout.pathOf(target))
}

/** Refuses while a disk is in use, or what is not Kiste's would come along. */
export async function assertMovable(
  store: ZfsStore,
  vm: string,
  { uuid, files, disks, tree }: Extract<Found, { state: 'ours' }>,
): Promise<void> {
  throwIfProblems(whyNotMove(tree, { what: `VM ${vm}`, uuid, roots: [files.name] }))
  await assertUnused(store, vm, disks)
}

/** Makes sure that a VM that is about to start finds its place and gets its own disks. */
export async function readyToStart(store: ZfsStore, vm: string, uuid: string): Promise<void> {
  await store.ready()
  await store.readers.dismiss(vm, uuid, 'now')
  const found = await mounted(store, await existingPlace(store, vm, uuid))
  for (const disk of found.disks)
    if (disk.kind === 'filesystem') await fileOfDisk(store, disk)
    else await store.zfs.link(disk.name, store.layout.deviceOf(disk.name))
}
