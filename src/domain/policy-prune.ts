import { judge, type PolicyFacts, type Stays } from './policy-verdicts.ts'
import type { Policy } from './policy.ts'
import { whyNotRemoveSnapshot } from './snapshot-rules.ts'
import type { History } from './snapshot.ts'

export interface PruneFacts extends Omit<PolicyFacts, 'snapshots'> {
  readonly vm: string
  readonly history: History
}

/** What becomes of a snapshot by its policy. `tip`: a branch that was left ends in it. */
export interface Fate {
  readonly id: string
  readonly stays: readonly (Stays | 'tip')[]
}

/** The fate of each snapshot of a VM; those without a reason to stay go. */
export function fatesOf(policy: Policy, facts: PruneFacts): readonly Fate[] {
  const { vm, history } = facts
  return judge(policy, { ...facts, snapshots: history.snapshots }).map(({ id, stays }) => ({
    id,
    // What the rules of snapshots themselves refuse to remove stays, too; of these, verdicts know all but the ends of branches.
    stays:
      stays.length === 0 && whyNotRemoveSnapshot(vm, history, id).length > 0 ? (['tip'] as const) : stays,
  }))
}

export function goingOf(fates: readonly Fate[]): readonly string[] {
  return fates.flatMap(({ id, stays }) => (stays.length === 0 ? [id] : []))
}
