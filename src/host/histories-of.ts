import type { StoredHistory, StoreHost } from './store-host.ts'

/** The histories of the VMs in a store, with the store's name. */
export async function historiesOf(store: StoreHost): Promise<StoredHistory[]> {
  return (await store.snapshots.histories()).map((found) => ({ store: store.name, ...found }))
}
