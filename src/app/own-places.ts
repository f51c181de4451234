import type { VmFacts } from '../domain/vm.ts'
import type { Host } from '../host/host.ts'

/** One of our VMs, with the store that its place is in. */
export interface OwnPlace {
  readonly vm: VmFacts
  readonly store: string
}

/** Our VMs whose places exist, are called as they are, and are not locked: those beside whose disks may be written. */
export async function ownPlaces(host: Host): Promise<readonly OwnPlace[]> {
  const places = new Map((await host.stores.places()).map((place) => [place.uuid, place]))
  return (await host.vms.list()).flatMap((vm) => {
    const place = places.get(vm.uuid)
    const isOurs = vm.managed && place?.vm === vm.name && place.lockedBy === undefined
    return isOurs ? [{ vm, store: place.store }] : []
  })
}
