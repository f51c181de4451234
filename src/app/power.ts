import { planStopVm, type StopWish } from '../domain/plan-stop-vm.ts'
import { vmLocked } from '../domain/key-lock.ts'
import { problemError, refused, throwIfProblems, valid } from '../domain/problem.ts'
import { isOff, type VmFacts } from '../domain/vm.ts'
import { whyNot } from '../domain/vm-rules.ts'
import type { PlannedChange, StartWish } from './app.ts'
import type { AppDeps } from './deps.ts'
import { findVm } from './find-vm.ts'
import type { StopWaitingPlan, WaitPlan } from './jobs/start-wait.ts'
import { lockOf } from './lock-of.ts'
import { startMemory } from './start-memory.ts'
import { plannedChange } from './planned-change.ts'

/** Start, if there is memory for it. */
export async function startVm(deps: AppDeps, nameOrUuid: string, wish: StartWish): Promise<PlannedChange> {
  const { host } = deps
  const vm = await findVm(host.vms, nameOrUuid)
  throwIfProblems(whyNot('start', vm))
  const lock = await lockOf(host, vm)
  if (lock.state === 'locked') return startWhenUnlocked(deps, vm, lock.root, wish)
  const memory = await startMemory(host, vm, await host.vms.list(), wish.memory)
  const plan = memory.ok ? valid({ name: vm.name, uuid: vm.uuid, ...memory.value }) : memory
  return plannedChange<object>(deps.engine, 'vm.start', plan)
}

/** Nothing is started without its key: it is refused, or waits if that is what was asked for. */
function startWhenUnlocked(
  deps: AppDeps,
  { name, uuid }: VmFacts,
  root: string,
  { whenUnlocked = false }: StartWish,
): PlannedChange {
  if (!whenUnlocked) {
    const { hint = '', ...problem } = vmLocked(name, 'is not started', root)
    throw problemError({
      ...problem,
      hint: `${hint}; or have it started by itself then: kiste vm start ${name} --when-unlocked`,
    })
  }
  const plan: WaitPlan = { name, uuid, root, since: deps.now().toISOString(), ...waitOf(deps, uuid) }
  return plannedChange<object>(deps.engine, 'vm.start-when-unlocked', valid(plan))
}

function waitOf({ waits }: AppDeps, uuid: string): Pick<WaitPlan, 'before'> {
  const before = waits.read().waiting.find((one) => one.uuid === uuid)
  return before === undefined ? {} : { before }
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

/** Stop, or stop and start again. One that only waits to be started waits no more. */
export async function stopVm(
  deps: AppDeps,
  nameOrUuid: string,
  wish: StopWish,
  verb: 'stop' | 'restart',
): Promise<PlannedChange> {
  const vm = await findVm(deps.host.vms, nameOrUuid)
  const wait = deps.waits.read().waiting.find(({ uuid }) => uuid === vm.uuid)
  if (verb === 'stop' && wait !== undefined && vm.managed && isOff(vm.status.state))
    return plannedChange<StopWaitingPlan>(
      deps.engine,
      'vm.stop-waiting',
      valid({ name: vm.name, uuid: vm.uuid, wait }),
    )
  return plannedChange(deps.engine, `vm.${verb}`, planStopVm(wish, vm, verb))
}
