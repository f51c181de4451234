import { planSetVm, type SetWish } from '../domain/plan-set-vm.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { findVm } from './find-vm.ts'
import { plannedChange } from './planned-change.ts'

/** Decides what has to change so that a VM is as wished. */
export async function setVm(deps: AppDeps, nameOrUuid: string, wish: SetWish): Promise<PlannedChange> {
  const [vm, { memoryTotalMiB }] = await Promise.all([
    findVm(deps.host.vms, nameOrUuid),
    deps.host.facts.defaults(),
  ])
  return plannedChange(deps.engine, 'vm.set', planSetVm(wish, { vm, memoryTotalMiB }))
}
