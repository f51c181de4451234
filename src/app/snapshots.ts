import { planGoBack, type GoBackWish } from '../domain/plan-go-back.ts'
import { planHold, planRelease, planRemoveSnapshot } from '../domain/plan-remove-snapshot.ts'
import { planSnapshot, type SnapshotWish } from '../domain/plan-snapshot.ts'
import type { Checked } from '../domain/problem.ts'
import type { OneSnapshotFacts } from '../domain/plan-remove-snapshot.ts'
import { planRemoveBranch } from '../domain/plan-remove-branch.ts'
import { planSwitchBranch, switchTarget, type SwitchWish } from '../domain/plan-switch-branch.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { plannedChange } from './planned-change.ts'
import { findHistory, returnFacts, snapshotFacts } from './snapshot-facts.ts'

/** Decides how VMs are taken at one instant. */
export async function createSnapshot(
  deps: AppDeps,
  vms: readonly string[],
  wish: SnapshotWish,
): Promise<PlannedChange> {
  const facts = { vms: await snapshotFacts(deps, vms), now: deps.now().toISOString() }
  return plannedChange(deps.engine, 'snapshot.create', planSnapshot(wish, facts))
}

/** Decides how a VM goes back. */
export async function goBack(deps: AppDeps, vm: string, wish: GoBackWish): Promise<PlannedChange> {
  const found = await findHistory(deps, vm)
  const facts = await returnFacts(deps, found, wish.snapshot)
  return plannedChange(deps.engine, 'vm.go-back', planGoBack(wish, facts))
}

/** Decides how a VM goes on with another of its branches. */
export async function switchBranch(deps: AppDeps, vm: string, wish: SwitchWish): Promise<PlannedChange> {
  const found = await findHistory(deps, vm)
  const facts = await returnFacts(deps, found, switchTarget(found.history, wish.branch))
  return plannedChange(deps.engine, 'branch.switch', planSwitchBranch(wish, facts))
}

export function removeSnapshot(deps: AppDeps, vm: string, snapshot: string): Promise<PlannedChange> {
  return onOne(deps, vm, 'snapshot.remove', (facts) => planRemoveSnapshot(snapshot, facts))
}

export function removeBranch(deps: AppDeps, vm: string, branch: string): Promise<PlannedChange> {
  return onOne(deps, vm, 'branch.remove', (facts) => planRemoveBranch(branch, facts))
}

export function holdSnapshot(
  deps: AppDeps,
  vm: string,
  snapshot: string,
  hold: string,
): Promise<PlannedChange> {
  return onOne(deps, vm, 'snapshot.hold', (facts) => planHold(snapshot, hold, facts))
}

export function releaseSnapshot(
  deps: AppDeps,
  vm: string,
  snapshot: string,
  hold: string,
): Promise<PlannedChange> {
  return onOne(deps, vm, 'snapshot.release', (facts) => planRelease(snapshot, hold, facts))
}

/** A change that needs to know no more than the VM and its history. */
export async function onOne<Plan extends object>(
  deps: AppDeps,
  name: string,
  kind: string,
  plan: (facts: OneSnapshotFacts) => Checked<Plan>,
): Promise<PlannedChange> {
  const { vm, store, history } = await findHistory(deps, name)
  return plannedChange(deps.engine, kind, plan({ vm, store: store.name, history }))
}
