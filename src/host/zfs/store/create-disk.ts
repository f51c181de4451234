import type { DiskKind, DiskSource } from '../../../domain/disk.ts'
import { problemError } from '../../../domain/problem.ts'
import { MiB } from '../../../domain/size.ts'
import { percentWork } from '../../percent-work.ts'
import type { DiskWork, NewDisk } from '../../store-host.ts'
import { otherDisk, otherKind, smallerThanSource } from '../../store-problems.ts'
import { cloneDisk } from './clone-disk.ts'
import { halfOf, makeFileDisk } from './create-file-disk.ts'
import { isDisk } from './family.ts'
import { fileOfDisk, growFile, kindOfDisk, sizeOfDisk } from './file-disk.ts'
import { diskImage, imageSnapshot, removeHalf } from './images.ts'
import { marks } from './marks.ts'
import { makeNoted, settleNote } from './notes.ts'
import { existingPlace, type ExistingPlace } from './places.ts'
import type { ZfsStore } from './store.ts'
import { find, lastStep, type TreeDataset } from './tree.ts'

/** Makes a volume in a VM's place and waits for its device, or a file system with a raw file. One of this name and size that is there already is the one that was wanted. */
export async function createDisk(
  store: ZfsStore,
  vm: string,
  wish: NewDisk,
  work: DiskWork = {},
): Promise<DiskSource> {
  const { layout, zfs } = store
  const place = layout.place(vm)
  const kind = kindWished(wish)
  place.disk(wish.name, kind ?? 'volume')
  const dataset = `${layout.vm(vm)}/${wish.name}`
  const sizeBytes = checkSize(wish)
  await store.ready()
  await settleNote(store, dataset)
  const found = await existingPlace(store, vm)
  const there = find(found.tree, dataset)
  if (there && !isDisk(there)) throw inTheWay(vm, wish.name, dataset)
  if (there && kind !== undefined && kindOfDisk(there) !== kind) throw otherKind(vm, wish.name, kind)
  const made = there ?? (await make(store, found, wish, dataset, sizeBytes, work))
  if (there) await completed(store, vm, wish, there, sizeBytes)
  // A clone takes none of its origin's room, and has its own set aside only when it is there.
  if (wish.from.type === 'image' && wish.from.thick === true)
    await zfs.run({ do: 'set', dataset, properties: { refreservation: 'auto' } })
  const { source } = place.disk(wish.name, kindOfDisk(made))
  if (made.kind === 'volume') await zfs.link(dataset, source.path)
  else await fileOfDisk(store, { name: dataset })
  return source
}

/** What kind it is to be; undefined for that of the disk it is made from. */
function kindWished({ from }: NewDisk): DiskKind | undefined {
  if (from.type === 'vm') return undefined
  return from.type === 'image' ? 'volume' : (from.kind ?? 'volume')
}

/** One that is there has the size that was wanted; a clone that is a file gets it after it was made, so it may lack it still. */
async function completed(
  store: ZfsStore,
  vm: string,
  { name, from }: NewDisk,
  there: TreeDataset,
  sizeBytes: number,
): Promise<void> {
  const thereBytes = await sizeOfDisk(store, there)
  if (thereBytes === sizeBytes) return
  const isLinked = from.type === 'vm' && from.how === 'linked' && there.origin !== undefined
  if (there.kind === 'volume' || !isLinked || thereBytes > sizeBytes) throw otherDisk(vm, name, thereBytes)
  await growFile(store, there, sizeBytes)
}

async function make(
  store: ZfsStore,
  found: ExistingPlace,
  { name, from }: NewDisk,
  dataset: string,
  sizeBytes: number,
  work: DiskWork,
): Promise<Pick<TreeDataset, 'kind'>> {
  const { zfs } = store
  const own = { [marks.disk]: found.uuid }
  // A clone has its size set in the same command; marks come last, so one that has them is whole.
  const properties = { volsize: String(sizeBytes), ...own }
  switch (from.type) {
    case 'blank': {
      const { thick, kind } = from
      if (kind === 'file') {
        await makeFileDisk(store, found, dataset, sizeBytes)
        return file
      }
      const blockBytes = await store.blockBytes()
      const note = { dataset, properties: own }
      await makeNoted(store, note, () =>
        zfs.run({ do: 'create-volume', sizeBytes, blockBytes, thick, ...note }),
      )
      return volume
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
      return volume
    }
    case 'elsewhere':
      await takeDisk(store, found, from, dataset, sizeBytes, work)
      return from.kind === 'file' ? file : volume
    case 'vm':
      return cloneDisk(store, found, name, from, dataset, sizeBytes, work)
  }
}

const volume = { kind: 'volume' } as const
const file = { kind: 'filesystem' } as const

/** Copies aside what a disk of another store holds, and gives the copy its name when it is whole. */
async function takeDisk(
  store: ZfsStore,
  place: ExistingPlace,
  from: Extract<NewDisk['from'], { type: 'elsewhere' }>,
  dataset: string,
  sizeBytes: number,
  work: DiskWork,
): Promise<void> {
  const { zfs } = store
  const counted = percentWork(work, sizeBytes)
  const half = halfOf(store, place, dataset)
  const fill = async (path: string) => {
    await store.tools.fillDevice(from, path, counted)
    counted.signal.throwIfAborted()
  }
  try {
    if (from.kind === 'file') return await makeFileDisk(store, place, dataset, sizeBytes, fill)
    await removeHalf(store, half)
    const blockBytes = await store.blockBytes()
    const properties = { [marks.disk]: place.uuid }
    await zfs.run({ do: 'create-volume', dataset: half, sizeBytes, blockBytes, properties })
    await fill(await zfs.device(half))
    await zfs.run({ do: 'rename', from: half, to: dataset })
  } catch (error) {
    await removeHalf(store, half)
    throw counted.signal.aborted ? cancelledCopy(lastStep(dataset)) : error
  }
}

function cancelledCopy(disk: string) {
  return problemError({
    code: 'cancelled',
    object: { type: 'disk', name: disk },
    message: `Copying the disk ${disk} was cancelled.`,
  })
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
