import { refused, valid, type Checked } from './problem.ts'
import type { Scope } from './scoped.ts'
import { isProblem } from './snapshot-rules.ts'
import { findTarget, type Target } from './target.ts'

/** Names of targets; none: not even where it is wished farther out. */
export type CopyWish = readonly string[]

export interface SetCopiesWish {
  /** Undefined takes the wish back. */
  readonly to?: CopyWish | undefined
}

export interface SetCopiesFacts {
  readonly scope: Scope
  /** What people call it. */
  readonly name: string
  readonly targets: readonly Target[]
  readonly before: CopyWish | undefined
  /** What would be in force without a wish of its own. */
  readonly otherwise: CopyWish | undefined
  /** VMs that would be copied and cannot be, as their stores are in no pool. */
  readonly unfit: readonly string[]
  /** VMs that would be copied and have nothing that takes snapshots of them. */
  readonly withoutPolicy: readonly string[]
}

export interface SetCopiesPlan {
  readonly scope: Scope
  readonly name: string
  /** null: none of its own. */
  readonly to: CopyWish | null
  readonly from: CopyWish | null
  readonly notes: readonly string[]
}

/** Decides where a VM, those of a store, or all are copied to from now on. */
export function planSetCopies({ to }: SetCopiesWish, facts: SetCopiesFacts): Checked<SetCopiesPlan> {
  const { scope, name, targets, before, otherwise, unfit, withoutPolicy } = facts
  const problems = (to ?? []).map((target) => findTarget(targets, target)).filter(isProblem)
  if (problems.length > 0) return refused(...problems)
  const wish = to === undefined ? undefined : [...new Set(to)]
  const then = wish ?? otherwise ?? []
  return valid({
    scope,
    name,
    to: wish ?? null,
    from: before ?? null,
    notes: [
      ...(to === undefined ? [`From then on: ${sayCopies(otherwise ?? [])}.`] : []),
      ...(then.length > 0 && unfit.length > 0
        ? [`Not copied, as their store is in no pool: ${unfit.join(', ')}.`]
        : []),
      ...(then.length > 0 && withoutPolicy.length > 0
        ? [
            `Nothing takes snapshots of ${withoutPolicy.join(', ')}, and copies bring snapshots: kiste policy set.`,
          ]
        : []),
    ],
  })
}

/** A wish as the end of a sentence. */
export function sayCopies(wish: CopyWish): string {
  return wish.length === 0 ? 'nothing is copied' : `copied to ${wish.join(', ')}`
}
