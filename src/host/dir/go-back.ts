import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterGoingBack, afterSwitching, tipOf, type Lines } from '../../domain/history.ts'
import type { GoBack, Leaving } from '../snapshot-host.ts'
import { leavingTaken } from '../snapshot-problems.ts'
import { diskFiles, readDisk } from './disk-files.ts'
import { assertUnused } from './disk-lock.ts'
import { readHistory, writeHistory, type DirHistory, type DirNote } from './history-file.ts'
import { stageFiles, type Staged } from './kept-files.ts'
import type { DirStore } from './store.ts'
import { freezePlace, type TakenPlace } from './take-snapshot.ts'
import { toDirHistory } from './dir-history.ts'

/** Takes a VM that is off back to a snapshot of any line, on a new one. */
export async function goBack(store: DirStore, place: TakenPlace, to: GoBack): Promise<void> {
  await leaveFor(store, place, to.leaving, to.snapshot, (history, left) => afterGoingBack(history, to, left))
}

/** Makes another line the current one, at its tip. The VM is off. */
export async function switchBranch(
  store: DirStore,
  place: TakenPlace,
  to: string,
  leaving: Leaving,
): Promise<void> {
  const tip = tipOf(await readHistory(place.path), to)
  if (tip === undefined)
    throw new Error(`the branch ${to} of ${place.vm} has neither a snapshot nor a beginning`)
  await leaveFor(store, place, leaving, tip, (history, left) => afterSwitching(history, to, left))
}

/**
 * Safe to be cut off anywhere and to be run again:
 * 1. what is left is frozen, and all that is to come is made ready aside;
 * 2. the history names the snapshot of what was left, the new line, and that its content is arriving;
 * 3. the files move into the place; the history says that they have arrived.
 * Cut off before 2, nothing has changed but for one layer more. Cut off after it, the next verb makes them arrive.
 */
async function leaveFor(
  store: DirStore,
  place: TakenPlace,
  leaving: Leaving,
  target: string,
  change: (history: DirHistory, left: Parameters<typeof afterGoingBack<DirNote>>[2]) => Lines<DirNote>,
): Promise<void> {
  const history = await readHistory(place.path)
  if (history.snapshots.some(({ id }) => id === leaving.snapshot))
    throw leavingTaken(place.vm, toDirHistory(history), leaving.snapshot)
  await assertUnused(store, place.path)
  const note = await freezePlace(store, place, {
    id: leaving.snapshot,
    createdAt: leaving.at,
    consistency: 'off',
    by: 'leaving',
  })
  const staged: Staged[] = []
  try {
    await stage(store, place.path, noteOf(history, target), staged)
    const lines = change(history, { note, at: leaving.at })
    await writeHistory(store, place.path, { ...lines, arriving: target })
  } catch (error) {
    for (const { aside } of staged) if (aside !== undefined) await store.files.remove(aside)
    throw error
  }
  await arrive(store, place.path, staged)
}

/** Makes good what a power cut interrupted: the content of a snapshot that was on its way into a place. */
export async function finishArriving(store: DirStore, placePath: string): Promise<void> {
  const history = await readHistory(placePath)
  if (history.arriving === undefined) return
  await assertUnused(store, placePath)
  const staged: Staged[] = []
  await stage(store, placePath, noteOf(history, history.arriving), staged)
  await arrive(store, placePath, staged)
}

function noteOf({ snapshots }: DirHistory, id: string): DirNote {
  const note = snapshots.find((snapshot) => snapshot.id === id)
  if (!note) throw new Error(`the history names no snapshot ${id}`)
  return note
}

/** Makes ready what a place will hold; what it holds already is left alone, as a VM may have written to it since. */
async function stage(store: DirStore, placePath: string, note: DirNote, staged: Staged[]): Promise<void> {
  const wanted = new Map(Object.entries(note.layers).map(([disk, layer]) => [`${disk}.qcow2`, layer]))
  for (const { file } of await diskFiles(placePath))
    if (!wanted.has(file)) staged.push({ path: join(placePath, file) })
  for (const [file, layer] of wanted) {
    const path = join(placePath, file)
    const base = store.layout.base(layer)
    const there = await readDisk(path, 'qcow2')
    if (there?.backing === base) continue
    const sizeBytes = (await readDisk(base, 'qcow2'))?.virtualSizeBytes
    if (sizeBytes === undefined) throw new Error(`the layer ${base} of snapshot ${note.id} is gone`)
    const aside = join(store.layout.scratch, `${randomUUID()}-${file}`)
    staged.push({ path, aside })
    await store.tools.createOverlay(aside, { path: base, format: 'qcow2' }, sizeBytes)
    await store.files.finish(aside)
  }
  await stageFiles(store, placePath, note.id, staged)
}

async function arrive(store: DirStore, placePath: string, staged: readonly Staged[]): Promise<void> {
  for (const { path, aside } of staged)
    await (aside === undefined ? store.files.remove(path) : store.files.move(aside, path))
  const { arriving: _, ...history } = await readHistory(placePath)
  await writeHistory(store, placePath, history)
}
