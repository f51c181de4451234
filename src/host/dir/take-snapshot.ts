import { join } from 'node:path'
import { withSnapshot } from '../../domain/history.ts'
import { problemError, type ProblemError } from '../../domain/problem.ts'
import type { Consistency, SnapshotAuthor } from '../../domain/snapshot.ts'
import { diskFiles, readDisk } from './disk-files.ts'
import { assertDiskUnused, isDiskOpen } from './disk-lock.ts'
import { readHistory, writeHistory, type DirHistory } from './history-file.ts'
import { keepFiles } from './kept-files.ts'
import { assertNotTooDeep, deepestChain, layerId, layUnder, newLayerId, sameLayer } from './layers.ts'
import type { DirStore } from './store.ts'

/** A place that a snapshot is taken of. */
export interface TakenPlace {
  readonly vm: string
  readonly uuid: string
  readonly path: string
}

/** What is noted of it, but for where it lies and which layers hold it. */
export interface Taken {
  readonly id: string
  readonly createdAt: string
  readonly consistency: Consistency
  readonly by: SnapshotAuthor
  readonly note?: string | undefined
}

/**
 * Takes a snapshot of one place, at the end of its current line. Safe to be cut off anywhere and to be run again:
 * 1. each disk becomes an overlay on a layer (`layUnder`); a running VM is made to write to the overlays, all of them at one instant;
 * 2. what lies beside the disks is kept in a folder of its own;
 * 3. the history names the snapshot. Until then there is none, and the disks only have one layer more.
 */
export async function takeSnapshot(store: DirStore, place: TakenPlace, taken: Taken): Promise<void> {
  const note = await freezePlace(store, place, taken)
  const history = await readHistory(place.path)
  await writeHistory(store, place.path, { ...history, ...withSnapshot(history, note) })
}

/** Steps 1 and 2: what the note of the snapshot says, once a history names it. */
export async function freezePlace(
  store: DirStore,
  place: TakenPlace,
  taken: Taken,
): Promise<Omit<DirHistory['snapshots'][number], 'branch'>> {
  const layers = await freezeDisks(store, place)
  await keepFiles(store, place.path, taken.id)
  return { ...taken, holds: [], layers }
}

interface Disk {
  readonly name: string
  readonly path: string
}

async function freezeDisks(store: DirStore, place: TakenPlace): Promise<Record<string, string>> {
  const disks = await disksOf(place)
  const open = new Set(await store.running.openDisks(place.uuid))
  const live = disks.filter(({ path }) => open.has(path))
  const off = disks.filter(({ path }) => !open.has(path))
  for (const { name, path } of off) await assertDiskUnused(store, path, 'qcow2', name)
  for (const disk of disks) await assertNotTooDeep(disk.path, () => tooDeep(place.vm, disk.name))
  const frozen = [...(await freezeLive(store, place, live)), ...(await freezeOff(store, off))]
  return Object.fromEntries(frozen)
}

async function disksOf({ vm, path }: TakenPlace): Promise<Disk[]> {
  const disks = await diskFiles(path)
  const raw = disks.find(({ format }) => format === 'raw')
  if (raw) throw cannotLayer(vm, raw.name)
  return disks.map(({ name, file }) => ({ name, path: join(path, file) }))
}

async function freezeOff(
  store: DirStore,
  disks: readonly Disk[],
): Promise<(readonly [disk: string, layer: string])[]> {
  const frozen: (readonly [string, string])[] = []
  for (const { name, path } of disks) {
    const facts = await readDisk(path, 'qcow2')
    let layer = facts && (await sameLayer(store, facts))
    if (layer === undefined) {
      layer = store.layout.base(newLayerId())
      await layUnder(store, path, layer)
      await store.files.makeReadOnly(layer)
    }
    frozen.push([name, layerId(layer)])
  }
  return frozen
}

/**
 * Disks that a running VM writes to: it goes on writing to the layer until it is made to write to the overlay. Cut off before that, the
 * overlay is what its next start opens, so nothing it wrote is lost; the next try begins with making it write there.
 */
async function freezeLive(
  store: DirStore,
  { vm, uuid }: TakenPlace,
  disks: readonly Disk[],
): Promise<(readonly [disk: string, layer: string])[]> {
  if (disks.length === 0) return []
  const late: string[] = []
  for (const { name, path } of disks) {
    if (await isDiskOpen(store, path, 'qcow2')) continue
    const facts = await readDisk(path, 'qcow2')
    if (!facts || (await sameLayer(store, facts)) === undefined) throw cannotLock(vm, name)
    late.push(path)
  }
  if (late.length > 0) await store.running.pivotDisks(uuid, late)
  const frozen = disks.map((disk) => ({ ...disk, layer: store.layout.base(newLayerId()) }))
  try {
    for (const { path, layer } of frozen) await layUnder(store, path, layer)
    await store.running.pivotDisks(
      uuid,
      disks.map(({ path }) => path),
    )
  } catch (error) {
    await takeBack(store, frozen)
    throw error
  }
  for (const { layer } of frozen) await store.files.makeReadOnly(layer)
  return frozen.map(({ name, layer }) => [name, layerId(layer)])
}

/** Puts the file that the VM still writes to under its old name again; one that it writes to no more stays a layer. */
async function takeBack(
  store: DirStore,
  frozen: readonly { readonly path: string; readonly layer: string }[],
): Promise<void> {
  for (const { path, layer } of frozen) {
    const facts = await readDisk(path, 'qcow2').catch(() => undefined)
    if (facts?.backing !== layer || (await isDiskOpen(store, path, 'qcow2'))) continue
    await store.files.move(layer, path)
  }
}

function tooDeep(vm: string, disk: string): ProblemError {
  return problemError({
    code: 'not_supported',
    message: `Disk ${disk} of VM ${vm} stands on ${deepestChain} layers; one more would make it slow.`,
    object: { type: 'disk', name: `${vm}/${disk}` },
    hint: `Remove snapshots (kiste snapshot list ${vm}); what they leave is put together while the VM is off, so take the next one then.`,
  })
}

function cannotLayer(vm: string, disk: string): ProblemError {
  return problemError({
    code: 'not_supported',
    message: `Disk ${disk} of VM ${vm} is raw, and in a store of folders only qcow2 disks can have snapshots.`,
    object: { type: 'disk', name: `${vm}/${disk}` },
    hint: 'Convert it with qemu-img convert -O qcow2 while the VM is off, and put the new file into its definition.',
  })
}

function cannotLock(vm: string, disk: string): ProblemError {
  return problemError({
    code: 'not_supported',
    message: `Disk ${disk} of VM ${vm} is in use, but not locked: its file system has no locks that tell who writes to a file.`,
    object: { type: 'disk', name: `${vm}/${disk}` },
    hint: `Take the snapshot while it is off: kiste vm stop ${vm}`,
  })
}
