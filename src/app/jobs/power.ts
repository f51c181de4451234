import { formatBytes } from '../../domain/size.ts'
import { problemError, type ObjectRef } from '../../domain/problem.ts'
import type { StopPlan } from '../../domain/plan-stop-vm.ts'
import type { ArcLimit } from '../../domain/start-memory.ts'
import { isOff, type VmStateName } from '../../domain/vm.ts'
import { defineJobKind, type JobKind, type Step, type StepContext } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { startVm } from '../start-vm.ts'
import { planWith } from './plan-shape.ts'

/** A plan that needs to know no more than which VM. */
export interface VmPlan {
  readonly name: string
  readonly uuid: string
}

const readVmPlan = (plan: unknown) => planWith<VmPlan>(plan, ['name', 'uuid'])
const readStopPlan = (plan: unknown) => planWith<StopPlan>(plan, ['name', 'uuid', 'force', 'timeoutSeconds'])
const vmObject = ({ name }: VmPlan): ObjectRef => ({ type: 'vm', name })
const vmLock = ({ name }: VmPlan) => [`vm:${name}`]

interface StartPlan extends VmPlan {
  /** ZFS's cache makes room first. */
  readonly arc?: ArcLimit | undefined
}

export const startVmJob: JobKind<StartPlan, JobDeps> = defineJobKind<StartPlan, JobDeps>({
  kind: 'vm.start',
  parse: (plan) => planWith<StartPlan>(plan, ['name', 'uuid']),
  title: ({ name }) => `Start ${name}`,
  object: vmObject,
  locks: ({ name, arc }) => [`vm:${name}`, ...(arc ? ['arc'] : [])],
  steps: (plan, deps) => [...(plan.arc ? [arcStep(plan.arc, deps)] : []), startStep(plan, deps)],
})

function arcStep({ maxBytes, wasBytes }: ArcLimit, { host }: JobDeps): Step {
  return {
    name: `Let ZFS's cache grow to ${formatBytes(maxBytes)} at most`,
    command: `echo ${maxBytes} > /sys/module/zfs/parameters/zfs_arc_max`,
    run: () => host.pools.setArcMax(maxBytes),
    undo: () => host.pools.setArcMax(wasBytes),
  }
}

export const stopVmJob: JobKind<StopPlan, JobDeps> = defineJobKind<StopPlan, JobDeps>({
  kind: 'vm.stop',
  parse: readStopPlan,
  title: ({ name }) => `Stop ${name}`,
  object: vmObject,
  locks: vmLock,
  steps: (plan, deps) => [stopStep(plan, deps)],
})

export const restartVmJob: JobKind<StopPlan, JobDeps> = defineJobKind<StopPlan, JobDeps>({
  kind: 'vm.restart',
  parse: readStopPlan,
  title: ({ name }) => `Restart ${name}`,
  object: vmObject,
  locks: vmLock,
  steps: (plan, deps) => [stopStep(plan, deps), startStep(plan, deps)],
})

export const pauseVmJob: JobKind<VmPlan, JobDeps> = defineJobKind<VmPlan, JobDeps>({
  kind: 'vm.pause',
  parse: readVmPlan,
  title: ({ name }) => `Pause ${name}`,
  object: vmObject,
  locks: vmLock,
  steps: ({ name, uuid }, { host }) => [
    {
      name: 'Hold it',
      command: `virsh suspend ${name}`,
      run: () => host.vms.pause(uuid),
      undo: () => host.vms.resume(uuid),
    },
  ],
})

export const resumeVmJob: JobKind<VmPlan, JobDeps> = defineJobKind<VmPlan, JobDeps>({
  kind: 'vm.resume',
  parse: readVmPlan,
  title: ({ name }) => `Resume ${name}`,
  object: vmObject,
  locks: vmLock,
  steps: ({ name, uuid }, { host }) => [
    {
      name: 'Let it go on',
      command: `virsh resume ${name}`,
      run: () => host.vms.resume(uuid),
      undo: () => host.vms.pause(uuid),
    },
  ],
})

export function startStep({ name, uuid }: VmPlan, { host }: JobDeps): Step {
  return {
    name: 'Start it',
    command: `virsh start ${name}`,
    run: () => startVm(host, uuid),
    undo: () => host.vms.powerOff(uuid),
  }
}

export function stopStep(plan: StopPlan, deps: JobDeps): Step {
  const { name, uuid, force, timeoutSeconds } = plan
  const { host } = deps
  return {
    name: force === 'now' ? 'Pull the plug' : 'Ask it to shut down',
    command: force === 'now' ? `virsh destroy ${name}` : `virsh shutdown ${name}`,
    async run(ctx) {
      if (force === 'now') return host.vms.powerOff(uuid)
      // Kept before asking: a guest that was asked may go down long after this step failed or was cancelled.
      ctx.remember('asked', true)
      if (await shutsDown(plan, deps, ctx)) return
      ctx.remember('asked', false)
      if (force === 'never') throw tooSlow(name, timeoutSeconds)
      ctx.log(`${name} did not shut down within ${timeoutSeconds} s: pulling the plug`)
      await host.vms.powerOff(uuid)
    },
    undo: (ctx) => bringBackUp(plan, deps, ctx),
  }
}

const pollMs = 250
/** Guests drop a power button that is pressed before they listen, so it is pressed again. */
const askAgainMs = 10_000

async function shutsDown(plan: StopPlan, deps: JobDeps, ctx: StepContext): Promise<boolean> {
  const { host } = deps
  return waitUntilOff(plan, deps, ctx, async (state, waitedMs) => {
    if (state === 'paused') await host.vms.resume(plan.uuid)
    if (waitedMs % askAgainMs === 0) await host.vms.askToPowerOff(plan.uuid)
    ctx.progress(Math.round(waitedMs / 1000), plan.timeoutSeconds, 'seconds')
  })
}

/** Turning back means that the VM runs again: one that was asked to go down cannot be told otherwise, so it is started once it is off. */
async function bringBackUp(plan: StopPlan, deps: JobDeps, ctx: StepContext): Promise<void> {
  const { host } = deps
  const asked = ctx.recall('asked') === true
  if (asked)
    ctx.log(`${plan.name} was asked to shut down and cannot be told otherwise: waiting to start it again`)
  const hasEnded = asked ? await waitUntilOff(plan, deps, ctx) : isOff(await stateOf(plan, deps))
  if (hasEnded) await startVm(host, plan.uuid)
}

async function waitUntilOff(
  plan: StopPlan,
  deps: JobDeps,
  ctx: StepContext,
  meanwhile?: (state: VmStateName, waitedMs: number) => Promise<void>,
): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < plan.timeoutSeconds * 1000; waitedMs += pollMs) {
    const state = await stateOf(plan, deps)
    if (isOff(state)) return true
    await meanwhile?.(state, waitedMs)
    await deps.sleep(pollMs, ctx.signal)
  }
  return isOff(await stateOf(plan, deps))
}

async function stateOf(plan: VmPlan, { host }: JobDeps): Promise<VmStateName> {
  return (await host.vms.get(plan.uuid))?.status.state ?? 'stopped'
}

function tooSlow(name: string, timeoutSeconds: number): Error {
  return problemError({
    code: 'wrong_state',
    object: { type: 'vm', name },
    message: `${name} did not shut down within ${timeoutSeconds} s.`,
    hint: `Give it longer with --timeout, or pull the plug: kiste vm stop ${name} --force`,
  })
}
