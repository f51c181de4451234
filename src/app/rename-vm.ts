import { checkName } from '../domain/name.ts'
import { planRenameVm } from '../domain/plan-rename-vm.ts'
import { throwIfProblems } from '../domain/problem.ts'
import { whyNot } from '../domain/vm-rules.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
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
    host.store.places(),
    host.vms.definition(vm.uuid),
  ])
  const plan = planRenameVm(name, {
    vm,
    definition,
    vms,
    placeNames: places.map((place) => place.vm),
    placePath: host.store.place(vm.name).path,
    newPlacePath: host.store.place(name).path,
  })
  return plannedChange(deps.engine, 'vm.rename', plan)
}
