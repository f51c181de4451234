import type { Host } from '../host/host.ts'
import type { PlacedDefinition } from '../host/store-host.ts'
import { byStore } from '../domain/by-store.ts'

/**
 * Keeps each VM's definition beside its disks as libvirt has it now, so that a store describes itself even after `virsh edit`.
 * Only places that exist, belong to the VM and are not locked are written. One look into each store, and no more while nothing changed.
 */
export async function reconcileDefinitions(host: Host, signal: AbortSignal): Promise<void> {
  const places = new Map((await host.stores.places()).map((place) => [place.uuid, place]))
  const current: (PlacedDefinition & { readonly store: string })[] = []
  for (const { name: vm, uuid, managed } of await host.vms.list()) {
    if (signal.aborted) return
    const place = places.get(uuid)
    if (!managed || place?.vm !== vm || place.lockedBy !== undefined) continue
    current.push({ store: place.store, vm, uuid, text: await host.vms.definition(uuid) })
  }
  for (const [name, definitions] of byStore(current)) {
    if (signal.aborted) return
    const store = host.stores.get(name)
    const kept = await store.readDefinitions(definitions)
    await store.writeDefinitions(definitions.filter(({ uuid, text }) => kept.get(uuid) !== text))
  }
}
