import { join } from 'node:path'
import type { PlaceDisks } from '../../domain/libvirt-pool.ts'
import { ProblemError } from '../../domain/problem.ts'
import { forMany } from '../store-files.ts'
import { diskFiles, readDisk } from './disk-files.ts'
import { listPlaces } from './places.ts'
import type { DirStore } from './store.ts'

/** Every place with its disks. A disk that cannot be understood is left out: nothing may be said of it, and the others are sound. */
export async function listDisks(store: DirStore): Promise<PlaceDisks[]> {
  return forMany(await listPlaces(store), async ({ store: name, vm, path }) => ({
    store: name,
    kind: 'dir' as const,
    vm,
    place: path,
    disks: (await forMany(await diskFiles(path), (disk) => sizeOf(path, disk))).flat(),
  }))
}

async function sizeOf(
  place: string,
  { name, file, format }: Awaited<ReturnType<typeof diskFiles>>[number],
): Promise<PlaceDisks['disks'][number][]> {
  const path = join(place, file)
  try {
    const facts = await readDisk(path, format)
    return facts ? [{ name, kind: 'file', path, format, sizeBytes: facts.virtualSizeBytes }] : []
  } catch (error) {
    if (error instanceof ProblemError) return []
    throw error
  }
}
