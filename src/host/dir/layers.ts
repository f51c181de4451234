import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { problemError, type ProblemError } from '../../domain/problem.ts'
import { diskChain, isPristine, readDisk, type DiskFileFacts } from './disk-files.ts'
import { onStore } from '../store-faults.ts'
import { look } from '../store-files.ts'
import { makeAside, type DirStore } from './store.ts'

/**
 * A disk that is frozen becomes a layer among the bases, which nobody writes to any more, and an overlay takes its place. Snapshots,
 * branches and linked clones are nothing but overlays and notes on such layers.
 */

// Every layer is one more file to open and to look through for each block; libvirt gives up at 200.
export const deepestChain = 50

/** The name of a layer that nothing has yet. */
export function newLayerId(): string {
  return randomUUID()
}

/** The layer a disk is the same as: it has not been written since it was put on it. Undefined if there is none. */
export async function sameLayer({ layout }: DirStore, disk: DiskFileFacts): Promise<string | undefined> {
  const { backing } = disk
  if (!backing?.startsWith(`${layout.bases}/`)) return undefined
  // An overlay that was grown since is not what it stands on.
  const below = await readDisk(backing, 'qcow2')
  return below?.virtualSizeBytes === disk.virtualSizeBytes && (await isPristine(disk)) ? backing : undefined
}

/** Refuses one more layer on a disk that stands on as many as are good for it. */
export async function assertNotTooDeep(path: string, tooDeep: () => ProblemError): Promise<void> {
  if ((await diskChain(path, 'qcow2')).length >= deepestChain) throw tooDeep()
}

/**
 * Gives a disk file a second name among the bases and puts an overlay on it in its place, in one rename. A power cut between leaves one
 * file with two names, and the disk as it was. Who has the file open goes on writing to it.
 */
export async function layUnder(store: DirStore, path: string, base: string): Promise<void> {
  const { files } = store
  const disk = await readDisk(path, 'qcow2')
  if (!disk) throw problemError({ code: 'not_found', message: `There is no disk ${path}.` })
  await onStore('freeze the disk', path, async () => {
    if (await isSameFile(path, base)) return
    await files.sync(path)
    await files.link(path, base)
  })
  await putOverlay(store, path, base, disk.virtualSizeBytes)
}

/** Puts an overlay under this name, replacing what had it. */
export async function putOverlay(
  store: DirStore,
  path: string,
  base: string,
  sizeBytes: number,
): Promise<void> {
  await makeAside(store, 'make the disk', path, (aside) =>
    store.tools.createOverlay(aside, { path: base, format: 'qcow2' }, sizeBytes),
  )
}

/** The id of a layer from its path. */
export function layerId(path: string): string {
  return basename(path, '.qcow2')
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = [await look(one), await look(other)]
  return first !== undefined && second !== undefined && first.ino === second.ino && first.dev === second.dev
}
