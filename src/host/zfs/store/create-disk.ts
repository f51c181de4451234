import type { DiskFormat, DiskSource } from '../../../domain/disk.ts'
import { problemError } from '../../../domain/problem.ts'
import { MiB } from '../../../domain/size.ts'
import type { DiskWork, NewDisk } from '../../store-host.ts'
import { noDisk, otherDisk, smallerThanSource } from '../../store-problems.ts'
import { clonePoint } from './clone-point.ts'
import { isDisk } from './family.ts'
import { diskImage, imageSnapshot, removeHalf } from './images.ts'
import { copyPrefix, marks, type Marks } from './marks.ts'
import { makeNoted, settleNote } from './notes.ts'
import { existingPlace, type ExistingPlace } from './places.ts'
import { assertUnused, type ZfsStore } from './store.ts'
import { find, findSnapshot, lastStep, type TreeDataset } from './tree.ts'

/** Makes a volume in a VM's place, and waits for its device. One of this name and size that is there already is the one that was wanted. */
export async function createDisk(
  store: ZfsStore,
  vm: string,
  wish: NewDisk,
  work: DiskWork = {},
): Promise<DiskSource> {
  const { layout, zfs } = store
  const { source } = layout.place(vm).disk(wish.name)
  const dataset = `${layout.vm(vm)}/${wish.name}`
  const sizeBytes = checkSize(wish)
  await store.ready()
  await settleNote(store, dataset)
  const found = await existingPlace(store, vm)
  const there = find(found.tree, dataset)
  if (there && !isDisk(there)) throw inTheWay(vm, wish.name, dataset)
  if (there && there.sizeBytes !== sizeBytes) throw otherDisk(vm, wish.name, there.sizeBytes ?? 0)
  if (!there) await make(store, found, wish, dataset, sizeBytes, work)
  await zfs.link(dataset, source.path)
  return source
}

async function make(
  store: ZfsStore,
  found: ExistingPlace,
  { name, from }: NewDisk,
  dataset: string,
  sizeBytes: number,
  work: DiskWork,
): Promise<void> {
  const { zfs } = store
  const own = { [marks.disk]: found.uuid }
  // A clone has its size set in the same command; marks come last, so one that has them is whole.
  const properties = { volsize: String(sizeBytes), ...own }
  switch (from.type) {
    case 'blank': {
      const blockBytes = await store.blockBytes()
      const note = { dataset, properties: own }
      const { thick } = from
      await makeNoted(store, note, () =>
        zfs.run({ do: 'create-volume', sizeBytes, blockBytes, thick, ...note }),
      )
      return
    }
    case 'image': {
      const image = await diskImage(store, from.image)
      if (image.virtualSizeBytes > sizeBytes)
        throw smallerThanSource(name, `image ${from.image}`, image.virtualSizeBytes, sizeBytes)
      const snapshot = await imageSnapshot(store, from.image, image, work)
      await store.inTurn('images', () =>
        makeNoted(store, { dataset, properties }, () =>
          zfs.run({ do: 'clone', snapshot, dataset, properties }),
        ),
      )
      return
    }
    case 'elsewhere':
      return takeDisk(store, from, dataset, sizeBytes, own, work)
    case 'vm': {
      const source = await existingPlace(store, from.vm)
      const disk = source.disks.find((one) => lastStep(one.name) === from.disk)
      if (!disk) throw noDisk(from.vm, from.disk)
      const diskBytes = disk.sizeBytes ?? 0
      if (diskBytes > sizeBytes)
        throw smallerThanSource(name, `disk ${from.disk} of VM ${from.vm}`, diskBytes, sizeBytes)
      await assertUnused(store, from.vm, [disk])
      const note = { dataset, properties, source: source.files.name }
      await makeNoted(store, note, async () => {
        if (from.how === 'full') return copy(store, disk, dataset, sizeBytes, own, work)
        await store.inTurn('clones', async () => {
          const snapshot = `${disk.name}@${await clonePoint(store, source, found.uuid)}`
          await zfs.run({ do: 'clone', snapshot, dataset, properties })
        })
      })
    }
  }
}

/** Copies aside, and gives the copy its name when it is whole. */
async function copy(
  store: ZfsStore,
  disk: TreeDataset,
  dataset: string,
  sizeBytes: number,
  own: Marks,
  work: DiskWork,
): Promise<void> {
  const { layout, zfs } = store
  const uuid = own[marks.disk] ?? ''
  const half = layout.half('copy', `${uuid}-${lastStep(dataset)}`)
  const label = `${copyPrefix}${uuid.replaceAll('-', '').slice(0, 12)}`
  await removeHalf(store, half)
  await removeCopyPoint(store, disk.name, label)
  await zfs.run({ do: 'snapshot', snapshots: [`${disk.name}@${label}`], properties: { [marks.by]: 'clone' } })
  try {
    await zfs.copy(`${disk.name}@${label}`, half, own, work)
    await removeCopyPoint(store, half, label)
    if (disk.sizeBytes !== sizeBytes)
      await zfs.run({ do: 'set', dataset: half, properties: { volsize: String(sizeBytes) } })
    await zfs.run({ do: 'rename', from: half, to: dataset })
  } catch (error) {
    await removeHalf(store, half)
    throw error
  } finally {
    await removeCopyPoint(store, disk.name, label)
  }
}

/** Copies aside what a disk of another store holds, and gives the copy its name when it is whole. */
async function takeDisk(
  store: ZfsStore,
  from: { readonly path: string; readonly format: DiskFormat },
  dataset: string,
  sizeBytes: number,
  own: Marks,
  { signal = new AbortController().signal, onProgress }: DiskWork,
): Promise<void> {
  const { layout, zfs } = store
  const half = layout.half('copy', `${own[marks.disk] ?? ''}-${lastStep(dataset)}`)
  await removeHalf(store, half)
  try {
    const blockBytes = await store.blockBytes()
    await zfs.run({ do: 'create-volume', dataset: half, sizeBytes, blockBytes, properties: own })
    await store.tools.fillDevice(from, await zfs.device(half), {
      signal,
      onPercent: (percent) => onProgress?.(Math.round((sizeBytes * percent) / 100), sizeBytes),
    })
    signal.throwIfAborted()
    await zfs.run({ do: 'rename', from: half, to: dataset })
  } catch (error) {
    await removeHalf(store, half)
    throw signal.aborted ? cancelledCopy(lastStep(dataset)) : error
  }
}

function cancelledCopy(disk: string) {
  return problemError({
    code: 'cancelled',
    object: { type: 'disk', name: disk },
    message: `Copying the disk ${disk} was cancelled.`,
  })
}

async function removeCopyPoint({ zfs }: ZfsStore, dataset: string, label: string): Promise<void> {
  const snapshot = findSnapshot(await zfs.look([dataset], { snapshots: true }), `${dataset}@${label}`)
  if (!snapshot) return
  await zfs.run({ do: 'destroy-snapshots', dataset, snapshots: [{ label, guid: snapshot.guid }] })
}

// A multiple of every block size there is: so a disk can go to any other pool (zfs#8541).
const gridBytes = MiB

export function checkSize({
  name,
  sizeBytes,
}: {
  readonly name: string
  readonly sizeBytes: number
}): number {
  if (Number.isSafeInteger(sizeBytes) && sizeBytes > 0) return Math.ceil(sizeBytes / gridBytes) * gridBytes
  throw problemError({
    code: 'invalid_input',
    message: `${sizeBytes} is not a size for disk ${name}: it must be a whole number of bytes above 0.`,
    object: { type: 'disk', name },
  })
}

function inTheWay(vm: string, disk: string, dataset: string) {
  return problemError({
    code: 'foreign_object',
    message: `The dataset ${dataset} is in the way of disk ${disk} of VM ${vm}, and Kiste did not make it.`,
    object: { type: 'dataset', name: dataset },
    hint: `Move it elsewhere, or choose another name: zfs rename ${dataset} OTHER`,
  })
}
