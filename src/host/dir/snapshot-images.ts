import type { DiskFormat } from '../../domain/disk.ts'
import { isRunning } from '../guest-file-problems.ts'
import type { ImageReader, SnapshotImages } from '../snapshot-host.ts'
import { placeOfAnother } from '../store-problems.ts'
import { diskFiles } from './disk-files.ts'
import { isDiskOpen } from './disk-lock.ts'
import { existingPlace } from './places.ts'
import type { DirStore } from './store.ts'
import { disksAt } from './written-between.ts'

/**
 * The layers that a snapshot names, or the disks of a VM that is off, for one who reads them. Nobody writes to a layer but who puts layers
 * together, and that waits for readers as it does for a VM that runs.
 */
export async function openImages(
  store: DirStore,
  vm: string,
  uuid: string,
  id: string | undefined,
  reader: ImageReader,
): Promise<SnapshotImages> {
  return store.withBases(async () => {
    const { place, uuid: owner } = await existingPlace(store, vm)
    if (owner !== uuid) throw placeOfAnother(vm, place.path)
    const paths = await disksAt(store, place, id)
    const raw = new Set(
      (await diskFiles(place.path)).flatMap(({ name, format }) => (format === 'raw' ? [name] : [])),
    )
    const disks = [...paths]
      .map(([name, path]) => ({ name, path, format: formatOf(id === undefined && raw.has(name)) }))
      .toSorted((one, other) => rank(one.name) - rank(other.name) || (one.name < other.name ? -1 : 1))
    if (id === undefined)
      for (const { path, format } of disks) if (await isDiskOpen(store, path, format)) throw isRunning(vm)
    const takeOff = store.readers.add(vm, uuid, id, reader)
    return { disks, close: () => Promise.resolve(takeOff()) }
  })
}

function formatOf(isRaw: boolean): DiskFormat {
  return isRaw ? 'raw' : 'qcow2'
}

/** The disk a guest starts from comes first, as its guest sees it. */
function rank(name: string): number {
  return name === 'root' ? 0 : 1
}
