import type { Host } from '../host/host.ts'
import type { PlacedDefinition } from '../host/store-host.ts'
import { byStore } from '../domain/by-store.ts'
import { ownPlaces } from './own-places.ts'

/**
 * Keeps each VM's definition beside its disks as libvirt has it now, so that a store describes itself even after `virsh edit`.
 * One look into each store, and no more while nothing changed.
 */
export async function reconcileDefinitions(host: Host, signal: AbortSignal): Promise<void> {
  const current: (PlacedDefinition & { readonly store: string })[] = []
  for (const { vm, store } of await ownPlaces(host)) {
    if (signal.aborted) return
    const { name, uuid } = vm
    current.push({ store, vm: name, uuid, text: await host.vms.definition(uuid) })
  }
  for (const [name, definitions] of byStore(current)) {
    if (signal.aborted) return
    const store = host.stores.get(name)
    const kept = await store.readDefinitions(definitions)
    await store.writeDefinitions(definitions.filter(({ uuid, text }) => kept.get(uuid) !== text))
  }
}
