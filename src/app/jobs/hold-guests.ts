import { problemError, ProblemError } from '../../domain/problem.ts'
import type { SnapshotPlan, SnapshotVmPlan } from '../../domain/plan-snapshot.ts'
import { messageOf } from '../../domain/thrown.ts'
import type { StepContext } from '../../jobs/job-kind.ts'
import { settleAll } from '../settle-all.ts'
import type { JobDeps } from './deps.ts'

/** How long an agent may take to freeze; one that takes longer is not waited for. */
const freezeMs = 5000
/** So often, and so long each, is thawing tried: ten seconds in all. */
const thawTries = 4
const thawMs = 2000
const thawAgainMs = 500

/** Guests that are held for the moment of a snapshot, and surely go on. */
export interface HeldGuests {
  /**
   * Freezes the file systems of those VMs whose snapshot is to find them clean, then holds those that have to stand still. Answers which
   * are frozen: one whose agent refuses or does not answer is taken as after a power cut instead, and that is told.
   */
  hold(): Promise<ReadonlySet<string>>
  /** Lets all of them go on; rejects with those of which nobody knows whether they do. To be called whatever became of `hold`. */
  letGo(): Promise<void>
}

/**
 * Which guests may be frozen or held is remembered before they are, so that whoever takes the job up again, or turns it back, lets them
 * go on: for that, call this and `letGo`. What somebody else holds is left held.
 */
export function heldGuests(plan: SnapshotPlan, deps: JobDeps, ctx: StepContext): HeldGuests {
  const { host } = deps
  const frozen = new Set(remembered(ctx, 'frozen'))
  const held = new Set(remembered(ctx, 'held'))
  const note = () => ctx.remember('frozen', [...frozen])
  const toFreeze = plan.vms.filter(({ consistency }) => consistency === 'filesystem')
  const toHold = heldWhileTaken(plan)
  /** Guests that did not answer, being told to go on. */
  const stuck = new Map<string, Promise<void>>()

  const thaw = async (vm: SnapshotVmPlan) => {
    await thawGuest(vm, deps, ctx)
    frozen.delete(vm.uuid)
  }

  return {
    async hold() {
      for (const { uuid } of toFreeze) frozen.add(uuid)
      if (toFreeze.length > 0) note()
      const clean = new Set<string>()
      await Promise.all(
        toFreeze.map(async (vm) => {
          const answer = await freezeGuest(vm, deps, ctx)
          if (answer === 'frozen') {
            clean.add(vm.uuid)
            // Should it have been let go before it answered, it has to be again.
            frozen.add(vm.uuid)
          }
          if (answer === 'refused') frozen.delete(vm.uuid)
          // The others are not kept waiting for this one.
          if (answer === 'unknown') stuck.set(vm.uuid, thaw(vm))
        }),
      )
      // What becomes of them is told by `letGo`.
      for (const work of stuck.values()) work.catch(() => undefined)
      if (clean.size < toFreeze.length) note()
      const running = await inState(toHold, 'running', deps)
      for (const { uuid } of running) held.add(uuid)
      if (running.length > 0) ctx.remember('held', [...held])
      for (const { uuid } of running) await host.vms.pause(uuid)
      return clean
    },
    async letGo() {
      // Only a VM that runs can thaw.
      const ours = plan.vms.filter(({ uuid }) => held.has(uuid))
      await settleAll((await inState(ours, 'paused', deps)).map(({ uuid }) => host.vms.resume(uuid)))
      await settleAll(
        plan.vms
          .filter(({ uuid }) => frozen.has(uuid))
          .map((vm) => {
            const underWay = stuck.get(vm.uuid)
            stuck.delete(vm.uuid)
            return underWay ?? thaw(vm)
          }),
      )
      if (remembered(ctx, 'frozen').length > 0) note()
      if (remembered(ctx, 'held').length > 0) ctx.remember('held', [])
      held.clear()
    },
  }
}

/** The VMs that have to stand still while the stores take them; those with RAM are off by then. */
export function heldWhileTaken({ vms, held }: SnapshotPlan): readonly SnapshotVmPlan[] {
  return vms.filter(({ uuid, consistency }) => held.includes(uuid) && consistency !== 'ram')
}

/** Those of these VMs that are in this state now. */
export async function inState(
  vms: readonly SnapshotVmPlan[],
  state: 'running' | 'paused',
  { host }: JobDeps,
): Promise<readonly SnapshotVmPlan[]> {
  const found = await Promise.all(
    vms.map(async (vm) => ((await host.vms.get(vm.uuid))?.status.state === state ? [vm] : [])),
  )
  return found.flat()
}

/** The UUIDs that a run of this job, this or an earlier one, noted under a word. */
export function remembered(ctx: StepContext, word: string): readonly string[] {
  const list = ctx.recall(word)
  return Array.isArray(list) ? list.filter((uuid) => typeof uuid === 'string') : []
}

async function freezeGuest(
  { name, uuid }: SnapshotVmPlan,
  { host }: JobDeps,
  ctx: StepContext,
): Promise<'frozen' | 'refused' | 'unknown'> {
  try {
    await host.guests.freeze(uuid, freezeMs)
    return 'frozen'
  } catch (error) {
    ctx.log(`${name} is taken as after a power cut: ${messageOf(error)}`)
    const isRefusal = error instanceof ProblemError && error.problems[0].code === 'agent_failed'
    return isRefusal ? 'refused' : 'unknown'
  }
}

async function thawGuest(vm: SnapshotVmPlan, deps: JobDeps, ctx: StepContext): Promise<void> {
  const { host } = deps
  for (let tries = 1; ; tries += 1) {
    // A guest that is off holds nothing.
    if ((await host.vms.get(vm.uuid))?.status.state !== 'running') return
    try {
      await host.guests.thaw(vm.uuid, thawMs)
      return
    } catch (error) {
      ctx.log(`${vm.name} could not be told to go on: ${messageOf(error)}`)
      if (tries === thawTries) throw stillFrozen(vm.name, error)
    }
    await deps.sleep(thawAgainMs, ctx.signal)
  }
}

function stillFrozen(name: string, cause: unknown): Error {
  return problemError(
    {
      code: 'agent_failed',
      object: { type: 'vm', name },
      message: `The file systems of ${name} may still be frozen: its agent does not answer when it is told to let them go on.`,
      hint: `Look at it: kiste vm console ${name}. If it hangs: kiste vm restart ${name} --force. Without the agent: kiste snapshot create ${name} --crash`,
    },
    cause,
  )
}
