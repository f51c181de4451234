import type { Host } from '../host/host.ts'
import type { PlacedDefinition } from '../host/store-host.ts'
import { keepBesideDisks } from './keep-beside-disks.ts'
import { ownPlaces } from './own-places.ts'

type Current = PlacedDefinition & { readonly store: string }

/** Keeps each VM's definition beside its disks as libvirt has it now, so that a store describes itself even after `virsh edit`. */
export async function reconcileDefinitions(host: Host, signal: AbortSignal): Promise<void> {
  const current: Current[] = []
  for (const { vm, store } of await ownPlaces(host)) {
    if (signal.aborted) return
    const { name, uuid } = vm
    current.push({ store, vm: name, uuid, text: await host.vms.definition(uuid) })
  }
  await keepBesideDisks<Current>(
    host.stores,
    current,
    (store) => ({ read: (of) => store.readDefinitions(of), write: (of) => store.writeDefinitions(of) }),
    signal,
  )
}
