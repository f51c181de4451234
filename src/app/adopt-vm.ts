import { planAdoptVm } from '../domain/plan-adopt-vm.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { findVm } from './find-vm.ts'
import { plannedChange } from './planned-change.ts'

/** Decides how a VM that others made is taken over. */
export async function adoptVm(
  deps: AppDeps,
  nameOrUuid: string,
  wish: { readonly store?: string | undefined },
): Promise<PlannedChange> {
  const { host } = deps
  const vm = await findVm(host.vms, nameOrUuid)
  const [vms, places, stores, definition] = await Promise.all([
    host.vms.list(),
    host.stores.places(),
    host.stores.list(),
    host.vms.definition(vm.uuid),
  ])
  const plan = planAdoptVm(wish.store, {
    vm,
    definition,
    vms,
    // Of a job that was undone halfway, its own place may be left.
    placeNames: places.filter(({ uuid }) => uuid !== vm.uuid).map((place) => place.vm),
    stores,
    placeIn: (store) => host.stores.get(store).place(vm.name),
    now: deps.now().toISOString(),
  })
  return plannedChange(deps.engine, 'vm.adopt', plan)
}
