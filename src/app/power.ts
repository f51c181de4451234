import { planStopVm, type StopWish } from '../domain/plan-stop-vm.ts'
import { refused, valid } from '../domain/problem.ts'
import { whyNot } from '../domain/vm-rules.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { findVm } from './find-vm.ts'
import { plannedChange } from './planned-change.ts'

/** Start, pause or resume: verbs that need to know no more than which VM. */
export async function changePower(
  deps: AppDeps,
  nameOrUuid: string,
  verb: 'start' | 'pause' | 'resume',
): Promise<PlannedChange> {
  const vm = await findVm(deps.host.vms, nameOrUuid)
  const problems = whyNot(verb, vm)
  const plan =
    problems.length > 0 ? refused<object>(...problems) : valid<object>({ name: vm.name, uuid: vm.uuid })
  return plannedChange(deps.engine, `vm.${verb}`, plan)
}

/** Stop, or stop and start again. */
export async function stopVm(
  deps: AppDeps,
  nameOrUuid: string,
  wish: StopWish,
  verb: 'stop' | 'restart',
): Promise<PlannedChange> {
  const vm = await findVm(deps.host.vms, nameOrUuid)
  return plannedChange(deps.engine, `vm.${verb}`, planStopVm(wish, vm, verb))
}
