import { randomUUID } from 'node:crypto'
import { basename, join } from 'node:path'
import { problemError } from '../../domain/problem.ts'
import { existingSnapshot } from '../snapshot-problems.ts'
import type { VmPlace } from '../store-host.ts'
import { toDirHistory } from './dir-history.ts'
import { historyFolder, readHistory, snapshotFolder } from './history-file.ts'
import { look, namesIn, readText, type StoreFiles } from '../store-files.ts'
import { definitionName } from './store-layout.ts'
import { makeAside, type DirStore } from './store.ts'

/** What a snapshot keeps of a place beside its disks. */

export const ramName = 'ram.save'

/** `link`: written once and never again in place, so that a second name is a copy that costs nothing. */
const keptFiles: readonly { readonly name: string; readonly how: 'copy' | 'link' }[] = [
  { name: definitionName, how: 'copy' },
  { name: 'nvram.fd', how: 'copy' },
  { name: 'seed.iso', how: 'copy' },
  { name: ramName, how: 'link' },
]

/** Where a snapshot of a place keeps its firmware variables. */
export async function keptNvram({ vm, path, nvramPath }: VmPlace, id: string): Promise<string> {
  existingSnapshot(vm, toDirHistory(await readHistory(path)), id)
  return join(snapshotFolder(path, id), basename(nvramPath))
}

/** Puts what a place holds beside its disks into the folder of a snapshot, whole or not at all. */
export async function keepFiles(store: DirStore, placePath: string, id: string): Promise<void> {
  const { files } = store
  const folder = join(placePath, historyFolder)
  if (!(await look(folder))) await files.makeFolder(folder)
  const target = snapshotFolder(placePath, id)
  // Left by a try that was cut off: the history does not name it.
  if (await isKeptFolder(target)) await files.remove(target)
  else if (await look(target)) throw foreignFile(target)
  await makeAside(store, 'keep what belongs to', target, async (aside) => {
    await files.makeFolder(aside)
    await files.writeNew(join(aside, markerName), formatMark(id))
    for (const { name, how } of keptFiles) await put(files, join(placePath, name), join(aside, name), how)
  })
}

/** A file made ready under another name, or one that has to go. */
export type Staged =
  | { readonly path: string; readonly aside: string }
  | { readonly path: string; readonly aside?: undefined }

/** Makes what a snapshot kept beside the disks ready to take its places in the VM's place. */
export async function stageFiles(
  store: DirStore,
  placePath: string,
  id: string,
  staged: Staged[],
): Promise<void> {
  for (const { name, how } of keptFiles) {
    const path = join(placePath, name)
    const aside = join(store.layout.scratch, `${randomUUID()}-${name}`)
    const isKept = await put(store.files, join(snapshotFolder(placePath, id), name), aside, how)
    staged.push(isKept ? { path, aside } : { path })
  }
}

async function put(files: StoreFiles, from: string, to: string, how: 'copy' | 'link'): Promise<boolean> {
  if (!(await look(from))?.isFile()) return false
  if (how === 'copy') {
    await files.copy(from, to)
    await files.finish(to)
  } else {
    await files.sync(from)
    await files.link(from, to)
  }
  return true
}

/** Removes folders of snapshots that the history does not name: what a power cut left. */
export async function sweepKeptFiles({ files }: DirStore, placePath: string): Promise<void> {
  const ids = new Set((await readHistory(placePath)).snapshots.map(({ id }) => id))
  const folder = join(placePath, historyFolder)
  for (const name of await namesIn(folder)) {
    const path = join(folder, name)
    if (!ids.has(name) && (await isKeptFolder(path))) await files.remove(path)
  }
}

const markerName = 'snapshot.json'

function formatMark(id: string): string {
  return `${JSON.stringify({ kiste: 'snapshot', id })}\n`
}

/** Whether a folder was made here: others are left alone. */
async function isKeptFolder(path: string): Promise<boolean> {
  if (!(await look(path))?.isDirectory()) return false
  return (await readText(join(path, markerName))) === formatMark(basename(path))
}

function foreignFile(path: string) {
  return problemError({
    code: 'foreign_object',
    message: `${path} is in the way of a snapshot, and Kiste did not make it.`,
    object: { type: 'file', name: path },
    hint: 'Move it elsewhere, or give the snapshot another name.',
  })
}
