import { planStopVm, type StopWish } from '../domain/plan-stop-vm.ts'
import { refused, throwIfProblems, valid } from '../domain/problem.ts'
import type { MemoryWish } from '../domain/start-memory.ts'
import { whyNot } from '../domain/vm-rules.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { findVm } from './find-vm.ts'
import { startMemory } from './start-memory.ts'
import { plannedChange } from './planned-change.ts'

/** Start, if there is memory for it. */
export async function startVm(
  deps: AppDeps,
  nameOrUuid: string,
  wish: { readonly memory?: MemoryWish | undefined },
): Promise<PlannedChange> {
  const { host } = deps
  const vm = await findVm(host.vms, nameOrUuid)
  throwIfProblems(whyNot('start', vm))
  const memory = await startMemory(host, vm, await host.vms.list(), wish.memory)
  const plan = memory.ok ? valid({ name: vm.name, uuid: vm.uuid, ...memory.value }) : memory
  return plannedChange<object>(deps.engine, 'vm.start', plan)
}

/** Pause or resume: verbs that need to know no more than which VM. */
export async function changePower(
  deps: AppDeps,
  nameOrUuid: string,
  verb: 'pause' | 'resume',
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
