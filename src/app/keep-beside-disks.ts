import { byStore } from '../domain/by-store.ts'
import type { Host } from '../host/host.ts'
import type { PlacedPolicy, StoreHost } from '../host/store-host.ts'

/** How one kind of text is read and written in a store. */
interface TextVerbs<T extends PlacedPolicy> {
  read(of: readonly T[]): Promise<ReadonlyMap<string, string>>
  write(of: readonly T[]): Promise<void>
}

/** Writes what differs from what lies beside the disks. One look into each store, and no more while nothing changed. */
export async function keepBesideDisks<T extends PlacedPolicy & { readonly store: string }>(
  stores: Pick<Host['stores'], 'get'>,
  wanted: readonly T[],
  verbsOf: (store: StoreHost) => TextVerbs<T>,
  signal: AbortSignal,
): Promise<void> {
  for (const [name, texts] of byStore(wanted)) {
    if (signal.aborted) return
    const { read, write } = verbsOf(stores.get(name))
    const kept = await read(texts)
    await write(texts.filter(({ uuid, text }) => kept.get(uuid) !== text))
  }
}
