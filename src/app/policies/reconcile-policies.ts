import { planPolicyTick, type DueVm, type TickVm } from '../../domain/plan-policy-tick.ts'
import { planSnapshot, type SnapshotVmFacts } from '../../domain/plan-snapshot.ts'
import type { Problem } from '../../domain/problem.ts'
import type { Host } from '../../host/host.ts'
import type { JobEngine } from '../../jobs/job-engine.ts'
import { byStore } from '../../domain/by-store.ts'
import { policyInForce, type WishedPolicies } from '../../domain/policy-scope.ts'
import { isUnwished } from '../../domain/scoped.ts'
import { snapshotFacts } from '../snapshot-facts.ts'
import { basesOf } from '../copies/bases-of.ts'
import type { CopiesKeeper } from '../copies/copies-keeper.ts'
import type { PoliciesKeeper } from './policies-keeper.ts'

export interface PolicyDeps {
  readonly host: Host
  readonly engine: JobEngine
  readonly policies: PoliciesKeeper
  readonly copies: Pick<CopiesKeeper, 'targets' | 'state'>
  readonly now: () => Date
  /** Told, at each look, of what keeps a policy from being followed. */
  readonly warn: (problem: Problem) => void
}

const policyJobs: ReadonlySet<string> = new Set(['policy.snapshot', 'policy.prune'])

/** Takes the snapshots that are due, all of a store by one job, and removes those that no rule keeps. Takes no input but what is there. */
export async function reconcilePolicies(deps: PolicyDeps): Promise<void> {
  const { host, engine, policies, copies, warn } = deps
  const doubt = policies.doubt(await host.facts.clock())
  const wished = policies.read()
  // One that waits for its turn has not happened yet: deciding again would ask for it twice.
  const waiting = engine.list({ state: 'queued', limit: 1_000 })
  if (waiting.some(({ kind }) => policyJobs.has(kind))) return
  const busy = new Set(engine.activeLocks().map(({ name }) => name))
  const found = await tickVms(host, wished, warn)
  const tick = planPolicyTick({
    vms: found
      .filter(({ name }) => !busy.has(`vm:${name}`))
      .map((vm) => ({ ...vm, bases: basesOf(copies, vm.uuid) })),
    wished,
    nowMs: deps.now().getTime(),
    doubt,
  })
  for (const { vms: due } of tick.due) await takeAll(deps, due)
  for (const [, vms] of byStore(tick.prune))
    engine.submit({ kind: 'policy.prune', plan: { vms }, actor: 'kiste' })
}

/** Our VMs that have a policy, with their pasts. */
async function tickVms(
  { vms, stores }: Host,
  wished: WishedPolicies,
  warn: PolicyDeps['warn'],
): Promise<readonly TickVm[]> {
  if (isUnwished(wished)) return []
  const [all, histories] = await Promise.all([vms.list(), stores.histories()])
  return histories.flatMap((each): readonly TickVm[] => {
    const { uuid, store } = each
    const vm = all.find((one) => one.uuid === uuid && one.managed)
    const policy = policyInForce(wished, { uuid, store })?.policy
    if (vm === undefined || policy === undefined || policy === 'none') return []
    if ('history' in each) return [{ name: vm.name, uuid, store, history: each.history }]
    for (const problem of each.problems) warn(problem)
    return []
  })
}

/** What can be taken is: a VM that cannot keeps none of the others back, and is told. */
async function takeAll(deps: PolicyDeps, due: readonly DueVm[]): Promise<void> {
  const facts = await snapshotFacts(
    deps,
    due.map(({ name }) => name),
  )
  const asIs = new Set(due.flatMap(({ name, crash }) => (crash ? [name] : [])))
  const now = deps.now().toISOString()
  const able = facts
    .filter((one) => !isRefused(one, now, deps.warn))
    .map((one) => ({ ...one, crash: asIs.has(one.vm.name) }))
  const planned = planSnapshot({}, { vms: able, now })
  if (able.length === 0 || !planned.ok) return
  deps.engine.submit({ kind: 'policy.snapshot', plan: { ...planned.value, by: 'policy' }, actor: 'kiste' })
}

function isRefused(one: SnapshotVmFacts, now: string, warn: PolicyDeps['warn']): boolean {
  const planned = planSnapshot({}, { vms: [one], now })
  if (planned.ok) return false
  for (const problem of planned.problems) warn(problem)
  return true
}
