import type { DiskWork, NewDisk } from '../../store-host.ts'
import { noDisk, smallerThanSource } from '../../store-problems.ts'
import { clonePoint } from './clone-point.ts'
import { halfOf, readyForFile } from './create-file-disk.ts'
import { diskAt } from './disks-at.ts'
import { fileDiskProperties, growFile, sizeOfDisk } from './file-disk.ts'
import { removeHalf } from './images.ts'
import { copyPrefix, marks, type Marks } from './marks.ts'
import { makeNoted } from './notes.ts'
import { existingPlace, type ExistingPlace } from './places.ts'
import { assertUnused, type ZfsStore } from './store.ts'
import { findSnapshot, lastStep, type TreeDataset } from './tree.ts'

export type FromVm = Extract<NewDisk['from'], { type: 'vm' }>

/** What is cloned: a disk as it is, or as a snapshot has it. */
interface SourceDisk {
  /** The dataset. */
  readonly name: string
  readonly kind: TreeDataset['kind']
  readonly sizeBytes: number
  /** The label of the snapshot; absent for what the disk is now, of which one is taken. */
  readonly label?: string | undefined
}

/** Makes a disk out of another VM's in the same store. */
export async function cloneDisk(
  store: ZfsStore,
  place: ExistingPlace,
  name: string,
  from: FromVm,
  dataset: string,
  sizeBytes: number,
  work: DiskWork,
): Promise<Pick<TreeDataset, 'kind'>> {
  const { zfs } = store
  const source = await existingPlace(store, from.vm)
  const disk =
    from.snapshot === undefined
      ? await diskNow(store, source, from)
      : await diskAt(store, { vm: from.vm, uuid: source.uuid }, from.snapshot, from.disk)
  if (disk.sizeBytes > sizeBytes)
    throw smallerThanSource(name, `disk ${from.disk} of VM ${from.vm}`, disk.sizeBytes, sizeBytes)
  const isFile = disk.kind === 'filesystem'
  const own = { [marks.disk]: place.uuid }
  // A clone has its size set in the same command; marks come last, so one that has them is whole.
  const given = isFile ? await fileDiskProperties(store, own) : { volsize: String(sizeBytes), ...own }
  if (isFile) await readyForFile(store, place, dataset)
  const note = { dataset, properties: given, source: source.files.name }
  await makeNoted(store, note, async () => {
    if (from.how === 'full') return copy(store, place, disk, dataset, sizeBytes, isFile ? given : own, work)
    await store.inTurn('clones', async () => {
      const label = disk.label ?? (await clonePoint(store, source, place.uuid))
      await zfs.run({ do: 'clone', snapshot: `${disk.name}@${label}`, dataset, properties: given })
    })
  })
  if (isFile) await growFile(store, { name: dataset }, sizeBytes)
  return disk
}

async function diskNow(store: ZfsStore, source: ExistingPlace, from: FromVm): Promise<SourceDisk> {
  const disk = source.disks.find((one) => lastStep(one.name) === from.disk)
  if (!disk) throw noDisk(from.vm, from.disk)
  await assertUnused(store, from.vm, [disk])
  return { name: disk.name, kind: disk.kind, sizeBytes: await sizeOfDisk(store, disk) }
}

/** Copies aside, and gives the copy its name when it is whole. */
async function copy(
  store: ZfsStore,
  place: ExistingPlace,
  disk: SourceDisk,
  dataset: string,
  sizeBytes: number,
  given: Marks,
  work: DiskWork,
): Promise<void> {
  const { zfs } = store
  const half = halfOf(store, place, dataset)
  await removeHalf(store, half)
  const label = disk.label ?? `${copyPrefix}${place.uuid.replaceAll('-', '').slice(0, 12)}`
  const isTaken = disk.label === undefined
  if (isTaken) {
    await removePoint(store, disk.name, label)
    await zfs.run({
      do: 'snapshot',
      snapshots: [`${disk.name}@${label}`],
      properties: { [marks.by]: 'clone' },
    })
  }
  try {
    await zfs.copy(`${disk.name}@${label}`, half, given, work)
    await removePoint(store, half, label)
    if (disk.kind === 'volume' && disk.sizeBytes !== sizeBytes)
      await zfs.run({ do: 'set', dataset: half, properties: { volsize: String(sizeBytes) } })
    if (disk.kind === 'filesystem') await growFile(store, { name: half }, sizeBytes)
    await zfs.run({ do: 'rename', from: half, to: dataset })
  } catch (error) {
    await removeHalf(store, half)
    throw error
  } finally {
    if (isTaken) await removePoint(store, disk.name, label)
  }
}

async function removePoint({ zfs }: ZfsStore, dataset: string, label: string): Promise<void> {
  const snapshot = findSnapshot(await zfs.look([dataset], { snapshots: true }), `${dataset}@${label}`)
  if (!snapshot) return
  await zfs.run({ do: 'destroy-snapshots', dataset, snapshots: [{ label, guid: snapshot.guid }] })
}
