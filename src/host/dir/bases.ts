import { join } from 'node:path'
import { diskFiles, readDisk } from './disk-files.ts'
import { namesIn, look } from '../store-files.ts'
import type { DirStore } from './store.ts'

/** Every folder that can hold disks: places, the bin, and the shared bases themselves. */
async function diskFolders({ layout }: DirStore): Promise<string[]> {
  const folders = async (parent: string, skipHidden: boolean) =>
    (await namesIn(parent))
      .filter((name) => !skipHidden || !name.startsWith('.'))
      .map((name) => join(parent, name))
  return [...(await folders(layout.root, true)), ...(await folders(layout.bin, false)), layout.bases]
}

/**
 * Removes bases that no disk stands on any more. What is in use is found by reading what every disk stands on, never by counting,
 * so that a crash cannot make the count wrong. A disk that cannot be read might stand on any of them: then none is removed.
 */
export async function sweepBases(store: DirStore): Promise<void> {
  const { layout, files } = store
  // Removing one may free the one it stood on.
  for (;;) {
    const bases = (await namesIn(layout.bases)).filter((name) => name.endsWith('.qcow2'))
    if (bases.length === 0) return
    const used = await backingFiles(store)
    const unused = used && bases.map((name) => join(layout.bases, name)).filter((path) => !used.has(path))
    if (!unused || unused.length === 0) return
    for (const path of unused) await files.remove(path)
  }
}

/** Paths that some disk in the store stands on; undefined if a disk could not be read. */
async function backingFiles(store: DirStore): Promise<Set<string> | undefined> {
  const used = new Set<string>()
  for (const folder of await diskFolders(store)) {
    if (!(await look(folder))?.isDirectory()) continue
    for (const { file, format } of await diskFiles(folder)) {
      const facts = await readDisk(join(folder, file), format).catch(() => undefined)
      if (!facts) return undefined
      if (facts.backing !== undefined) used.add(facts.backing)
    }
  }
  return used
}
