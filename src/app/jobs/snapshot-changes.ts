import type { RemoveBranchPlan } from '../../domain/plan-remove-branch.ts'
import type { HoldPlan, OneSnapshotPlan } from '../../domain/plan-remove-snapshot.ts'
import { branchRef, snapshotRef } from '../../domain/snapshot-rules.ts'
import { defineJobKind, type Step } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'

const readHoldPlan = (plan: unknown) =>
  planWith<HoldPlan>(plan, ['store', 'name', 'uuid', 'snapshot', 'hold', 'needed'])
const snapshotObject = ({ name, snapshot }: OneSnapshotPlan) => snapshotRef(name, snapshot)
const vmLock = ({ name }: { readonly name: string }) => [`vm:${name}`]

/** Removes a snapshot for good. */
export const removeSnapshotJob = defineJobKind<OneSnapshotPlan, JobDeps>({
  kind: 'snapshot.remove',
  parse: (plan) => planWith<OneSnapshotPlan>(plan, ['store', 'name', 'uuid', 'snapshot']),
  title: ({ name, snapshot }) => `Remove snapshot ${snapshot} of ${name}`,
  object: snapshotObject,
  locks: vmLock,
  steps: ({ store, name, uuid, snapshot }, { host }) => [
    {
      name: 'Remove it',
      command: host.stores.get(store).snapshots.commands.remove(name, [snapshot]),
      final: true,
      run: () => host.stores.get(store).snapshots.remove(name, uuid, snapshot),
    },
  ],
})

/** Removes a branch for good, with the snapshots that only it has. */
export const removeBranchJob = defineJobKind<RemoveBranchPlan, JobDeps>({
  kind: 'branch.remove',
  parse: (plan) => planWith<RemoveBranchPlan>(plan, ['store', 'name', 'uuid', 'branch']),
  title: ({ name, branch }) => `Remove the branch ${branch} of ${name}`,
  object: ({ name, branch }) => branchRef(name, branch),
  locks: vmLock,
  steps: ({ store, name, uuid, branch }, { host }) => [
    {
      name: 'Remove it',
      command: host.stores.get(store).snapshots.commands.removeBranch(name, branch),
      final: true,
      run: () => host.stores.get(store).snapshots.removeBranch(name, uuid, branch),
    },
  ],
})

/** Keeps a snapshot from being removed. */
export const holdSnapshotJob = defineJobKind<HoldPlan, JobDeps>({
  kind: 'snapshot.hold',
  parse: readHoldPlan,
  title: ({ name, snapshot, hold }) => `Hold snapshot ${snapshot} of ${name}: ${hold}`,
  object: snapshotObject,
  locks: vmLock,
  steps: (plan, deps) => (plan.needed ? [holdStep(plan, deps)] : []),
})

/** Lets a snapshot be removed again. */
export const releaseSnapshotJob = defineJobKind<HoldPlan, JobDeps>({
  kind: 'snapshot.release',
  parse: readHoldPlan,
  title: ({ name, snapshot, hold }) => `Release snapshot ${snapshot} of ${name}: ${hold}`,
  object: snapshotObject,
  locks: vmLock,
  steps: (plan, deps) => [releaseStep(plan, deps)],
})

/** Keeps what was tried: its snapshot is one like others from now on. */
export const keepTryJob = defineJobKind<HoldPlan, JobDeps>({
  kind: 'vm.try-keep',
  parse: readHoldPlan,
  title: ({ name }) => `Keep what was tried on ${name}`,
  object: ({ name }) => ({ type: 'vm', name }),
  locks: vmLock,
  steps: (plan, deps) => [releaseStep(plan, deps)],
})

function holdStep({ store, name, uuid, snapshot, hold }: HoldPlan, { host }: JobDeps): Step {
  const { snapshots } = host.stores.get(store)
  return {
    name: 'Hold it',
    run: () => snapshots.hold(name, uuid, snapshot, hold),
    undo: () => snapshots.release(name, uuid, snapshot, hold),
  }
}

function releaseStep({ store, name, uuid, snapshot, hold }: HoldPlan, { host }: JobDeps): Step {
  const { snapshots } = host.stores.get(store)
  return {
    name: 'Release it',
    run: () => snapshots.release(name, uuid, snapshot, hold),
    undo: () => snapshots.hold(name, uuid, snapshot, hold),
  }
}
