import { problemError } from '../../../domain/problem.ts'
import { MiB } from '../../../domain/size.ts'
import { percentWork } from '../../percent-work.ts'
import type { DiskWork } from '../../store-host.ts'
import { noImage } from '../../store-problems.ts'
import { seatOf } from './layout.ts'
import { marks } from './marks.ts'
import type { LibraryImage, ZfsStore } from './store.ts'
import { find, lastStep, splitSnapshot, type Tree } from './tree.ts'

const label = 'image'

/** An image of the library that a disk can be made of. */
export async function diskImage({ images }: ZfsStore, id: string): Promise<LibraryImage> {
  const image = await images.find(id)
  if (!image) throw noImage(id)
  if (image.kind === 'disk') return image
  throw problemError({
    code: 'invalid_input',
    message: `Image ${id} is an ISO: it goes into a CD drive, and no disk can stand on it.`,
    object: { type: 'image', name: id },
  })
}

/**
 * The snapshot that disks of an image are cloned from. A volume is filled with it once; it is filled aside, and has its name and its
 * snapshot only when it is whole.
 */
export async function imageSnapshot(
  store: ZfsStore,
  id: string,
  image: LibraryImage,
  work: DiskWork,
): Promise<string> {
  const name = store.layout.image(id, image.sha256)
  return store.inTurn(name, () => filledImage(store, name, id, image, work))
}

async function filledImage(
  store: ZfsStore,
  name: string,
  id: string,
  image: LibraryImage,
  work: DiskWork,
): Promise<string> {
  const { layout, zfs } = store
  const there = find(await zfs.look([name], { snapshots: true }), name)
  if (there?.own[marks.image] === id && there.snapshots.some((snapshot) => snapshot.label === label))
    return `${name}@${label}`
  if (there)
    throw problemError({
      code: 'foreign_object',
      object: { type: 'dataset', name },
      message: `The dataset ${name} is in the way of image ${id}, and Kiste did not make it.`,
      hint: `Move it elsewhere: zfs rename ${name} OTHER`,
    })
  const half = layout.half('image', lastStep(name))
  await removeHalf(store, half)
  try {
    await fill(store, half, id, image, work)
    await zfs.run({ do: 'rename', from: half, to: name })
  } catch (error) {
    await removeHalf(store, half)
    throw work.signal?.aborted === true ? cancelled(id) : error
  }
  return `${name}@${label}`
}

async function fill(
  store: ZfsStore,
  half: string,
  id: string,
  image: LibraryImage,
  work: DiskWork,
): Promise<void> {
  const { zfs, tools } = store
  const sizeBytes = Math.ceil(image.virtualSizeBytes / MiB) * MiB
  const counted = percentWork(work, sizeBytes)
  const blockBytes = await store.blockBytes()
  await zfs.run({
    do: 'create-volume',
    dataset: half,
    sizeBytes,
    blockBytes,
    properties: { [marks.image]: id },
  })
  await tools.fillDevice(image, await zfs.device(half), counted)
  counted.signal.throwIfAborted()
  await zfs.run({
    do: 'snapshot',
    snapshots: [`${half}@${label}`],
    properties: { [marks.by]: 'clone', [marks.createdAt]: store.now().toISOString() },
  })
}

/** Removes a half-made volume, by a name that only this store gives. */
export async function removeHalf({ zfs }: ZfsStore, name: string): Promise<void> {
  const left = find(await zfs.look([name], { snapshots: true }), name)
  if (!left) return
  if (left.snapshots.length > 0)
    await zfs.run({
      do: 'destroy-snapshots',
      dataset: name,
      snapshots: left.snapshots.map(({ label, guid }) => ({ label, guid })),
    })
  await zfs.run({ do: 'destroy', dataset: name, guid: left.guid })
}

/** Removes images that no disk stands on and that the library has no more, or has in another version. */
export async function sweepImages(store: ZfsStore): Promise<void> {
  const { layout, zfs } = store
  await store.inTurn('images', async () => {
    const tree = await zfs.look([layout.images], { kinds: ['volume'], snapshots: true })
    for (const { name, guid, own, snapshots } of tree) {
      const id = own[marks.image]
      const [only, ...others] = snapshots
      if (id === undefined || only?.label !== label || others.length > 0) continue
      if (only.clones.length > 0 || only.holds.length > 0) continue
      const image = await store.images.find(id)
      if (image && layout.image(id, image.sha256) === name) continue
      await zfs.run({ do: 'destroy-snapshots', dataset: name, snapshots: [{ label, guid: only.guid }] })
      await zfs.run({ do: 'destroy', dataset: name, guid })
    }
  })
}

/** The VMs, entries of the bin, and lines that were left whose disks stand on an image, through however many others. */
export async function imageUsers({ layout, zfs }: ZfsStore, id: string): Promise<string[]> {
  const tree = await zfs.look([layout.root])
  const users = tree
    .filter((dataset) => dataset.kind === 'volume' && standsOnImage(tree, dataset.name, id))
    .flatMap(({ name }) => {
      const seat = seatOf(layout, name)
      if (seat.in === 'vms') return [seat.vm]
      if (seat.in === 'bin') return [seat.id]
      return seat.in === 'branches' ? [nameOf(tree, layout, seat.uuid) ?? name] : []
    })
  return [...new Set(users)]
}

function standsOnImage(tree: Tree, name: string, id: string): boolean {
  const origin = find(tree, name)?.origin
  if (origin === undefined) return false
  const below = splitSnapshot(origin).dataset
  return find(tree, below)?.own[marks.image] === id || standsOnImage(tree, below, id)
}

function nameOf(tree: Tree, layout: ZfsStore['layout'], uuid: string): string | undefined {
  for (const { name, own } of tree) {
    const seat = seatOf(layout, name)
    if (own[marks.vm] !== uuid) continue
    if (seat.in === 'vms') return seat.vm
    if (seat.in === 'bin') return seat.id
  }
  return undefined
}

function cancelled(id: string) {
  return problemError({
    code: 'cancelled',
    message: `Filling image ${id} into the pool was cancelled.`,
    object: { type: 'image', name: id },
  })
}
