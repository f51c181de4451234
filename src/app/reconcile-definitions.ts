import type { Host } from '../host/host.ts'

/**
 * Keeps each VM's definition beside its disks as libvirt has it now, so that a store describes itself even after `virsh edit`.
 * Only places that exist and belong to the VM are written.
 */
export async function reconcileDefinitions(host: Host, signal: AbortSignal): Promise<void> {
  const owner = new Map((await host.store.places()).map((place) => [place.vm, place.uuid]))
  for (const vm of await host.vms.list()) {
    if (signal.aborted) return
    if (!vm.managed || owner.get(vm.name) !== vm.uuid) continue
    const current = await host.vms.definition(vm.uuid)
    if ((await host.store.readDefinition(vm.name)) !== current)
      await host.store.writeDefinition(vm.name, vm.uuid, current)
  }
}
