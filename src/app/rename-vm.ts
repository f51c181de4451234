import { checkName } from '../domain/name.ts'
import { planRenameVm } from '../domain/plan-rename-vm.ts'
import { throwIfProblems } from '../domain/problem.ts'
import { whyNot } from '../domain/vm-rules.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { findPlace } from './find-place.ts'
import { findVm } from './find-vm.ts'
import { plannedChange } from './planned-change.ts'

/** Decides how a VM gets another name. */
export async function renameVm(deps: AppDeps, nameOrUuid: string, name: string): Promise<PlannedChange> {
  const { host } = deps
  const vm = await findVm(host.vms, nameOrUuid)
  const named = checkName(name, 'a VM')
  throwIfProblems([...whyNot('rename', vm), ...(named.ok ? [] : named.problems)])
  const [vms, places, definition] = await Promise.all([
    host.vms.list(),
    host.stores.places(),
    host.vms.definition(vm.uuid),
  ])
  const place = findPlace(vm, places)
  const store = host.stores.get(place.store)
  const plan = planRenameVm(name, {
    vm,
    definition,
    vms,
    placeNames: places.map((place) => place.vm),
    store: place.store,
    roots: store.place(vm.name).roots,
    newRoots: store.place(name).roots,
  })
  return plannedChange(deps.engine, 'vm.rename', plan)
}
