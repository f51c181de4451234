import { existingSnapshot } from '../snapshot-problems.ts'
import type { ImageReader, SnapshotImages } from '../snapshot-host.ts'
import { placeOfAnother } from '../store-problems.ts'
import { toDirHistory } from './dir-history.ts'
import { readHistory } from './history-file.ts'
import { existingPlace } from './places.ts'
import type { DirStore } from './store.ts'

/**
 * The layers that a snapshot names, for one who reads them. Nobody writes to a layer but who puts layers together, and that waits for
 * readers as it does for a VM that runs.
 */
export async function openImages(
  store: DirStore,
  vm: string,
  uuid: string,
  id: string,
  reader: ImageReader,
): Promise<SnapshotImages> {
  return store.withBases(async () => {
    const { place, uuid: owner } = await existingPlace(store, vm)
    if (owner !== uuid) throw placeOfAnother(vm, place.path)
    const history = await readHistory(place.path)
    existingSnapshot(vm, toDirHistory(history), id)
    const { layers = {} } = history.snapshots.find((each) => each.id === id) ?? {}
    const disks = Object.entries(layers)
      .map(([name, layer]) => ({ name, path: store.layout.base(layer), format: 'qcow2' as const }))
      .toSorted((one, other) => rank(one.name) - rank(other.name) || (one.name < other.name ? -1 : 1))
    const takeOff = store.readers.add(vm, uuid, id, reader)
    return {
      disks,
      close: async () => {
        takeOff()
      },
    }
  })
}

/** The disk a guest starts from comes first, as its guest sees it. */
function rank(name: string): number {
  return name === 'root' ? 0 : 1
}
