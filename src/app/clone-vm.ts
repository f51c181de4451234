import { diskName } from '../domain/disk.ts'
import { planCloneVm, type CloneWish } from '../domain/plan-clone-vm.ts'
import type { PlannedChange } from './app.ts'
import { busyPorts } from './busy-ports.ts'
import type { AppDeps } from './deps.ts'
import { localStore } from '../domain/store.ts'
import { diskSizes, virtualSizes } from './disk-sizes.ts'
import { findPlace } from './find-place.ts'
import { findVm } from './find-vm.ts'
import { freshMac } from './fresh.ts'
import { checkName } from '../domain/name.ts'
import { newVmMemory } from './start-memory.ts'
import { plannedChange } from './planned-change.ts'

/** Decides how to copy a VM with an identity of its own. */
export async function cloneVm(deps: AppDeps, nameOrUuid: string, wish: CloneWish): Promise<PlannedChange> {
  const { host } = deps
  const source = await findVm(host.vms, nameOrUuid)
  const [vms, places, definition, busy] = await Promise.all([
    host.vms.list(),
    host.stores.places(),
    host.vms.definition(source.uuid),
    busyPorts(host.facts, wish.publish ?? []),
  ])
  // A VM that Kiste did not make is refused by the plan, with its reason.
  const place = source.managed ? findPlace(source, places) : undefined
  const store = host.stores.get(place?.store ?? localStore)
  const taken = new Set(vms.flatMap((vm) => vm.nics.map((nic) => nic.mac)))
  const macs = source.nics.map(() => {
    const mac = freshMac(deps, taken)
    taken.add(mac)
    return mac
  })
  const plan = planCloneVm(wish, {
    source,
    definition,
    vms,
    placeNames: places.map((place) => place.vm),
    busyPorts: busy,
    store: store.name,
    sourcePlace: place ? store.place(place.vm) : { roots: [], seedPath: '' },
    place: { roots: checkName(wish.name, 'a VM').ok ? store.place(wish.name).roots : [] },
    diskSizes: virtualSizes(
      place
        ? await diskSizes(
            store,
            place.vm,
            source.disks.map((disk) => diskName(disk.source)),
          )
        : {},
    ),
    fresh: { uuid: deps.randomUuid(), macs, now: deps.now().toISOString() },
  })
  const memory =
    plan.ok && plan.value.start
      ? await newVmMemory(host, { name: wish.name, memoryMiB: source.memoryMiB }, vms)
      : plan
  return plannedChange(deps.engine, 'vm.clone', memory.ok ? plan : memory)
}
