import type { Host } from '../host/host.ts'

/**
 * Starts a VM, after its store has made sure that it gets its own disks. One that has its place in no store, as none can be read now, is
 * left to say itself what it lacks.
 */
export async function startVm(host: Pick<Host, 'stores' | 'vms'>, uuid: string): Promise<void> {
  const place = (await host.stores.places()).find((other) => other.uuid === uuid)
  if (place) await host.stores.get(place.store).ready(place.vm, uuid)
  await host.vms.start(uuid)
}
