import { byStore } from './by-store.ts'
import type { Doubt } from './clock-doubt.ts'
import { fatesOf, goingOf } from './policy-prune.ts'
import { policyInForce, type WishedPolicies } from './policy-scope.ts'
import { createSlotBook } from './policy-slot-book.ts'
import { dueRules } from './policy-verdicts.ts'
import type { History } from './snapshot.ts'

/** One VM of ours with its place and past. */
export interface TickVm {
  readonly name: string
  readonly uuid: string
  readonly store: string
  readonly history: History
  /** Ids of the snapshots that copies elsewhere go on from. */
  readonly bases?: ReadonlySet<string> | undefined
}

export interface TickFacts {
  readonly vms: readonly TickVm[]
  readonly wished: WishedPolicies
  readonly nowMs: number
  readonly doubt: Doubt | undefined
}

export interface Tick {
  /** Those that it is time for, by store: one command takes all of them. */
  readonly due: readonly { readonly store: string; readonly vms: readonly DueVm[] }[]
  /** What goes. Never of a VM that is due: first the new one, then the old. */
  readonly prune: readonly PruneVm[]
}

export interface DueVm {
  readonly name: string
  /** Its guest is not asked to finish writing: none of the rules that are due wants that. */
  readonly crash: boolean
}

export interface PruneVm {
  readonly store: string
  readonly name: string
  readonly uuid: string
  readonly snapshots: readonly string[]
}

/** What policies ask for at this moment, recomputed from what is there. */
export function planPolicyTick({ vms, wished, nowMs, doubt }: TickFacts): Tick {
  const slots = createSlotBook(nowMs)
  const asked = vms.flatMap((vm) => {
    const policy = policyInForce(wished, vm)?.policy
    if (policy === undefined || policy === 'none') return []
    const rules = dueRules(policy, { snapshots: vm.history.snapshots, nowMs, slots })
    return [{ vm, policy, rules, isDue: rules.length > 0 }]
  })
  return {
    due: byStore(
      asked.flatMap(({ vm: { store, name }, rules, isDue }) =>
        isDue ? [{ store, name, crash: rules.every(({ crash }) => crash === true) }] : [],
      ),
    ).map(([store, of]) => ({ store, vms: of.map(({ name, crash }) => ({ name, crash })) })),
    prune: asked.flatMap(({ vm: { store, name, uuid, history, bases }, policy, isDue }) => {
      if (isDue) return []
      const facts = { vm: name, history, bases, nowMs, doubt, slots }
      const snapshots = goingOf(fatesOf(policy, facts))
      return snapshots.length === 0 ? [] : [{ store, name, uuid, snapshots }]
    }),
  }
}
