import { diskName, planCloneVm, type CloneWish } from '../domain/plan-clone-vm.ts'
import type { PlannedChange } from './app.ts'
import { busyPorts } from './busy-ports.ts'
import type { AppDeps } from './deps.ts'
import { findVm } from './find-vm.ts'
import { freshMac } from './fresh.ts'
import { checkName } from '../domain/name.ts'
import { plannedChange } from './planned-change.ts'

/** Decides how to copy a VM with an identity of its own. */
export async function cloneVm(deps: AppDeps, nameOrUuid: string, wish: CloneWish): Promise<PlannedChange> {
  const { host } = deps
  const source = await findVm(host.vms, nameOrUuid)
  const [vms, places, definition, busy] = await Promise.all([
    host.vms.list(),
    host.store.places(),
    host.vms.definition(source.uuid),
    busyPorts(host.facts, wish.publish ?? []),
  ])
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
    sourcePlace: source.managed ? host.store.place(source.name) : { path: '', seedPath: '' },
    place: { path: checkName(wish.name, 'a VM').ok ? host.store.place(wish.name).path : '' },
    diskSizes: source.managed
      ? await diskSizes(
          deps,
          source.name,
          source.disks.map((disk) => diskName(disk.source)),
        )
      : {},
    fresh: { uuid: deps.randomUuid(), macs, now: deps.now().toISOString() },
  })
  return plannedChange(deps.engine, 'vm.clone', plan)
}

async function diskSizes(
  deps: AppDeps,
  vm: string,
  disks: readonly string[],
): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {}
  for (const disk of disks) {
    const size = await deps.host.store.diskSize(vm, disk)
    if (size) sizes[disk] = size.virtualSizeBytes
  }
  return sizes
}
