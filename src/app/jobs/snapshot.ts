import { problemError } from '../../domain/problem.ts'
import type { SnapshotPlan, SnapshotVmPlan } from '../../domain/plan-snapshot.ts'
import { snapshotRef } from '../../domain/snapshot-rules.ts'
import type { Consistency } from '../../domain/snapshot.ts'
import type { DefinitionText } from '../../host/host.ts'
import { defineJobKind, type JobKindDefinition, type Step, type StepContext } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { byStore } from '../../domain/by-store.ts'
import { readHistories } from '../read-histories.ts'
import { heldGuests, heldWhileTaken } from './hold-guests.ts'
import { planWith } from './plan-shape.ts'
import { ramSteps } from './snapshot-ram.ts'
import { overLimit } from './within-limit.ts'

/** How long guests are held at most; the snapshot is given up rather than that. */
const holdLimitMs = 10_000

const snapshotKind: Omit<JobKindDefinition<SnapshotPlan, JobDeps>, 'kind' | 'title'> = {
  parse: (plan) => planWith<SnapshotPlan>(plan, ['id', 'createdAt', 'vms', 'held', 'hold']),
  object: ({ id, vms }) => snapshotRef(vms[0]?.name ?? '', id),
  locks: ({ vms }) => vms.map(({ name }) => `vm:${name}`),
  steps: snapshotSteps,
  result: ({ id, vms }, recall) => ({
    snapshot: id,
    vms: vms.map(({ name, uuid, consistency }) => ({
      vm: name,
      consistency: taken(recall)[uuid] ?? consistency,
    })),
  }),
}

/** Takes a snapshot of one or several VMs at one instant. */
export const createSnapshotJob = defineJobKind<SnapshotPlan, JobDeps>({
  ...snapshotKind,
  kind: 'snapshot.create',
  title: ({ id, vms }) => `Take snapshot ${id} of ${names(vms)}`,
})

/** Takes what policies ask for. */
export const policySnapshotJob = defineJobKind<SnapshotPlan, JobDeps>({
  ...snapshotKind,
  kind: 'policy.snapshot',
  title: ({ vms }) => `Take the snapshots that are due: ${names(vms)}`,
})

/** Takes the snapshot that a try goes back to. */
export const tryVmJob = defineJobKind<SnapshotPlan, JobDeps>({
  ...snapshotKind,
  kind: 'vm.try',
  title: ({ vms }) => `Try something out on ${names(vms)}`,
})

function names(vms: readonly SnapshotVmPlan[]): string {
  return vms.map(({ name }) => name).join(', ')
}

/** The steps that take VMs at one instant, also as a part of other jobs. */
export function snapshotSteps(plan: SnapshotPlan, deps: JobDeps): Step[] {
  const { host } = deps
  const { before, after } = ramSteps(plan, deps)
  const { hold } = plan
  return [
    ...before,
    takeStep(plan, deps),
    ...after,
    ...(hold === null
      ? []
      : plan.vms.map(({ store, name, uuid }): Step => ({
          name: `Hold the snapshot of ${name}: ${hold}`,
          run: () => host.stores.get(store).snapshots.hold(name, uuid, plan.id, hold),
          undo: () => host.stores.get(store).snapshots.release(name, uuid, plan.id, hold),
        }))),
  ]
}

/** One step, so that guests are held no longer than it takes: nothing is written to the journal in between. */
function takeStep(plan: SnapshotPlan, deps: JobDeps): Step {
  const { host } = deps
  return {
    name: `Take it: ${sentence(plan)}`,
    command: commands(plan, host),
    leftover: `Guests may be held. Let them go on with: ${plan.vms.map(({ name }) => `virsh domfsthaw ${name}`).join('; ')}`,
    async run(ctx) {
      // Cut off in its middle, a run before this one may have left guests held.
      await heldGuests(plan, deps, ctx).letGo()
      if (await isTaken(plan, deps)) return
      for (const [store, vms] of byStore(plan.vms))
        await host.stores
          .get(store)
          .writeDefinitions(
            vms.map(({ name: vm, uuid, definition }) => ({ vm, uuid, text: definition as DefinitionText })),
          )
      await takeHeld(plan, deps, ctx)
    },
    async undo(ctx) {
      try {
        await heldGuests(plan, deps, ctx).letGo()
      } finally {
        for (const { store, name, uuid } of plan.vms)
          await host.stores.get(store).snapshots.remove(name, uuid, plan.id)
      }
    },
  }
}

async function takeHeld(plan: SnapshotPlan, deps: JobDeps, ctx: StepContext): Promise<void> {
  const guests = heldGuests(plan, deps, ctx)
  const work = async () => {
    const found = consistencies(plan, await guests.hold())
    ctx.remember('consistency', found)
    await take(plan, deps, found)
  }
  let isLate = false
  try {
    isLate = await overLimit(work(), holdLimitMs, () => guests.letGo())
  } finally {
    await guests.letGo()
  }
  const needsHolding = plan.vms.some(({ consistency }) => consistency === 'filesystem')
  if (isLate && (needsHolding || heldWhileTaken(plan).length > 0)) throw tooLong(plan)
}

function consistencies({ vms }: SnapshotPlan, frozen: ReadonlySet<string>): Record<string, Consistency> {
  const of = ({ uuid, consistency }: SnapshotVmPlan): Consistency =>
    consistency === 'filesystem' && !frozen.has(uuid) ? 'crash' : consistency
  return Object.fromEntries(vms.map((vm) => [vm.uuid, of(vm)]))
}

/** All VMs of one store at once. */
async function take(
  plan: SnapshotPlan,
  { host }: JobDeps,
  found: Readonly<Record<string, Consistency>>,
): Promise<void> {
  const { id, createdAt, note, by = 'user' } = plan
  const snapshot = { id, createdAt, by, ...(note === undefined ? {} : { note }) } as const
  await Promise.all(
    byStore(plan.vms).map(([store, vms]) =>
      host.stores.get(store).snapshots.create(
        vms.map(({ name: vm, uuid, consistency }) => ({ vm, uuid, consistency: found[uuid] ?? consistency })),
        snapshot,
      ),
    ),
  )
}

async function isTaken({ id, vms }: SnapshotPlan, { host }: JobDeps): Promise<boolean> {
  const history = await readHistories(
    host.stores,
    vms.map(({ store, name: vm, uuid }) => ({ store, vm, uuid })),
  )
  return vms.every(({ uuid }) => history(uuid).snapshots.some((snapshot) => snapshot.id === id))
}

function taken(recall: (key: string) => unknown): Readonly<Record<string, Consistency>> {
  return (recall('consistency') ?? {}) as Readonly<Record<string, Consistency>>
}

function sentence(plan: SnapshotPlan): string {
  const { vms } = plan
  const held = heldWhileTaken(plan)
  const frozen = vms.filter(({ consistency }) => consistency === 'filesystem')
  const parts = [
    ...(frozen.length > 0 ? [`freeze ${names(frozen)}`] : []),
    ...(held.length > 0 ? [`hold ${names(held)}`] : []),
    'all disks, firmware variables and the definition at one instant',
    ...(frozen.length > 0 || held.length > 0 ? ['let them go on'] : []),
  ]
  return parts.join(', ')
}

function commands(plan: SnapshotPlan, host: JobDeps['host']): string {
  const { id, vms } = plan
  const heldVms = heldWhileTaken(plan)
  const frozen = vms.filter(({ consistency }) => consistency === 'filesystem')
  return [
    ...frozen.map(({ name }) => `virsh domfsfreeze ${name}`),
    ...heldVms.map(({ name }) => `virsh suspend ${name}`),
    ...byStore(vms).map(([store, inIt]) =>
      host.stores.get(store).snapshots.commands.create(
        inIt.map(({ name }) => name),
        id,
      ),
    ),
    ...heldVms.map(({ name }) => `virsh resume ${name}`),
    ...frozen.map(({ name }) => `virsh domfsthaw ${name}`),
  ].join('; ')
}

function tooLong({ id, vms }: SnapshotPlan): Error {
  return problemError({
    code: 'host_failed',
    object: snapshotRef(vms[0]?.name ?? '', id),
    message: `Taking snapshot ${id} of ${names(vms)} took longer than ${holdLimitMs / 1000} s, and guests are not held longer than that: it is not what it was to be.`,
    hint: 'Try again when the disks are less busy, or take it with --crash.',
  })
}
