import { toProblems } from '../domain/problem.ts'
import type { History } from '../domain/snapshot.ts'
import type { PlacedVm, PlaceHistory } from './snapshot-host.ts'
import type { StoredHistory, StoreHost } from './store-host.ts'

/** The histories of the VMs in a store, with the store's name. */
export async function historiesOf(store: StoreHost): Promise<StoredHistory[]> {
  return (await store.snapshots.histories()).map((found) => ({ store: store.name, ...found }))
}

/** The history of a VM in its place, or why it cannot be read. */
export function placeHistory({ vm, uuid }: PlacedVm, read: () => History): PlaceHistory {
  try {
    return { vm, uuid, history: read() }
  } catch (error) {
    return { vm, uuid, problems: toProblems(error) }
  }
}
