import type { Host } from '../host/host.ts'

/**
 * Keeps each VM's definition beside its disks as libvirt has it now, so that a store describes itself even after `virsh edit`.
 * Only places that exist, belong to the VM and are not locked are written.
 */
export async function reconcileDefinitions(host: Host, signal: AbortSignal): Promise<void> {
  const places = new Map((await host.stores.places()).map((place) => [place.uuid, place]))
  for (const vm of await host.vms.list()) {
    if (signal.aborted) return
    const place = places.get(vm.uuid)
    if (!vm.managed || place?.vm !== vm.name || place.lockedBy !== undefined) continue
    const store = host.stores.get(place.store)
    const current = await host.vms.definition(vm.uuid)
    if ((await store.readDefinition(vm.name)) !== current)
      await store.writeDefinition(vm.name, vm.uuid, current)
  }
}
