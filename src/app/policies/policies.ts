import type { Doubt } from '../../domain/clock-doubt.ts'
import { planSetPolicy, formatWish, type SetPolicyWish } from '../../domain/plan-set-policy.ts'
import { comingSnapshots, type ComingSnapshots } from '../../domain/policy-forecast.ts'
import { fatesOf, goingOf, type Fate } from '../../domain/policy-prune.ts'
import { policyInForce, type PolicyWish, type WishedPolicies } from '../../domain/policy-scope.ts'
import { sayScope, wishedFor, withWish, type Scope } from '../../domain/scoped.ts'
import type { Policy } from '../../domain/policy.ts'
import type { History } from '../../domain/snapshot.ts'
import type { PlannedChange } from '../app.ts'
import type { AppDeps } from '../deps.ts'
import { findScope, reachOf, type FoundScope, type NamedScope } from '../find-scope.ts'
import { basesOf } from '../copies/bases-of.ts'
import { namedWishes } from '../named-wishes.ts'
import { plannedChange } from '../planned-change.ts'
import { findHistory } from '../snapshot-facts.ts'

/** A policy as people write it. */
export interface WrittenPolicy {
  /** `none`: no snapshots at all. */
  readonly rules: string
  readonly zone?: string | undefined
}

/** What is wished, and for what. */
export interface PolicyEntry extends WrittenPolicy {
  readonly of: Scope['of']
  /** Of the store, the VM or the host; a VM that is gone is called by its uuid. */
  readonly name: string
}

/** What holds for a VM, what comes, and what goes. */
export interface VmPolicyView {
  readonly inForce?: (WrittenPolicy & { readonly from: Scope['of'] }) | undefined
  /** What its rules do in the coming week. */
  readonly coming: readonly ComingSnapshots[]
  /** What becomes of each snapshot that is there; empty while nothing is wished. */
  readonly fates: readonly Fate[]
  /** Why nothing goes for now. */
  readonly doubt?: Doubt | undefined
}

export interface PolicyQueries {
  /** Which policies are wished: of the host, of stores, of VMs. */
  policies(): Promise<readonly PolicyEntry[]>
  vmPolicy(vm: string): Promise<VmPolicyView>
}

const weekMs = 7 * 86_400_000

/** Decides what is wished of the host, a store or a VM from now on. */
export async function setPolicy(
  deps: AppDeps,
  named: NamedScope,
  wish: SetPolicyWish,
): Promise<PlannedChange> {
  const { host, policies, engine } = deps
  const target = await findScope(deps, named)
  const wished = policies.read()
  const histories = await host.stores.histories()
  const known = histories.flatMap((each) => ('history' in each ? [each] : []))
  const planned = planSetPolicy(wish, {
    scope: target.scope,
    name: target.name,
    before: wishedFor(wished, target.scope),
    hostZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    otherwise: otherwise(withWish(wished, target.scope, undefined), target),
    going(to) {
      const then = withWish(wished, target.scope, to)
      const going = known.map(({ vm, uuid, store, history }) => {
        const policy = rulesOf(policyInForce(then, { uuid, store })?.policy)
        return goingOf(policy === undefined ? [] : fates(deps, policy, { name: vm, uuid, history })).length
      })
      return {
        snapshots: going.reduce((sum, many) => sum + many, 0),
        vms: going.filter((many) => many > 0).length,
      }
    },
  })
  return plannedChange(engine, 'policy.set', planned)
}

export function createPolicyQueries(deps: AppDeps): PolicyQueries {
  return { policies: () => listPolicies(deps), vmPolicy: (vm) => vmPolicy(deps, vm) }
}

async function listPolicies({ host, policies }: AppDeps): Promise<readonly PolicyEntry[]> {
  return (await namedWishes(host, policies.read())).map(({ wish, ...whose }) => ({
    ...whose,
    ...written(wish),
  }))
}

async function vmPolicy(deps: AppDeps, name: string): Promise<VmPolicyView> {
  const { vm, store, history } = await findHistory(deps, name)
  const inForce = policyInForce(deps.policies.read(), { uuid: vm.uuid, store: store.name })
  const policy = rulesOf(inForce?.policy)
  const doubt = deps.policies.doubted()
  const nowMs = deps.now().getTime()
  return {
    ...(inForce === undefined ? {} : { inForce: { ...written(inForce.policy), from: inForce.from } }),
    coming: policy === undefined ? [] : comingSnapshots(policy, nowMs, nowMs + weekMs),
    fates: policy === undefined ? [] : fates(deps, policy, { ...vm, history }),
    ...(doubt === undefined ? {} : { doubt }),
  }
}

/** What is in force without a wish of its own, as the end of a sentence. */
function otherwise(without: WishedPolicies, target: FoundScope): string {
  const found = policyInForce(without, reachOf(target))
  if (found === undefined || found.policy === 'none') return 'no snapshots are taken by themselves'
  const whose = sayScope({ of: found.from, name: target.store ?? '' })
  return `what is wished of ${whose}: ${formatWish(found.policy)}`
}

function fates(
  { now, policies, copies }: AppDeps,
  policy: Policy,
  { name, uuid, history }: { readonly name: string; readonly uuid: string; readonly history: History },
): readonly Fate[] {
  const doubt = policies.doubted()
  const bases = basesOf(copies, uuid)
  return fatesOf(policy, { vm: name, history, bases, nowMs: now().getTime(), doubt })
}

function rulesOf(wish: PolicyWish | undefined): Policy | undefined {
  return wish === 'none' ? undefined : wish
}

function written(wish: PolicyWish): WrittenPolicy {
  return { rules: formatWish(wish), ...(wish === 'none' ? {} : { zone: wish.zone }) }
}
