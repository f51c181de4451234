import { judge, type PolicyFacts, type Stays } from './policy-verdicts.ts'
import type { Policy } from './policy.ts'
import { tipsLeft } from './snapshot-rules.ts'
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
  const { history } = facts
  // What the rules of snapshots themselves refuse to remove stays, too; of these, verdicts know all but the ends of branches.
  const tips = tipsLeft(history)
  return judge(policy, { ...facts, snapshots: history.snapshots }).map(({ id, stays }) => ({
    id,
    stays: stays.length === 0 && tips.has(id) ? (['tip'] as const) : stays,
  }))
}

export function goingOf(fates: readonly Fate[]): readonly string[] {
  return fates.flatMap(({ id, stays }) => (stays.length === 0 ? [id] : []))
}
