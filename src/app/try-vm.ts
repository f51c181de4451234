import { planDiscardTry, planKeepTry, planTry, type DiscardWish, type TryWish } from '../domain/plan-try.ts'
import { problemError } from '../domain/problem.ts'
import { triedFrom } from '../domain/tried-from.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { plannedChange } from './planned-change.ts'
import { findHistory, returnFacts, snapshotFacts } from './snapshot-facts.ts'
import { onOne } from './snapshots.ts'

/** Decides how something is tried out on a VM. */
export async function startTry(deps: AppDeps, vm: string, wish: TryWish): Promise<PlannedChange> {
  const [facts] = await snapshotFacts(deps, [vm])
  if (!facts) throw problemError({ code: 'internal', message: `Nothing was found out about ${vm}.` })
  return plannedChange(deps.engine, 'vm.try', planTry(wish, facts, deps.now().toISOString()))
}

export function keepTry(deps: AppDeps, vm: string): Promise<PlannedChange> {
  return onOne(deps, vm, 'vm.try-keep', planKeepTry)
}

/** Decides how a VM goes back to what it was before something was tried. */
export async function discardTry(deps: AppDeps, vm: string, wish: DiscardWish): Promise<PlannedChange> {
  const found = await findHistory(deps, vm)
  const facts = await returnFacts(deps, found, triedFrom(found.history)?.id)
  return plannedChange(deps.engine, 'vm.try-discard', planDiscardTry(wish, facts))
}
