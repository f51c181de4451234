import { waitMs, type BackOffRule, type Failures } from './back-off.ts'
import { byStore } from './by-store.ts'
import type { CopiedPoint } from './copy.ts'
import { inForce, type Scoped } from './scoped.ts'
import type { CopyWish } from './plan-set-copies.ts'
import type { Target } from './target.ts'

/** What is known of a VM at a target, from the last time it was copied there. */
export interface CopyState {
  /** The newest snapshot that is there whole. Absent: none ever was. */
  readonly last?: CopiedPoint | undefined
  /** When the newest one there was to copy was taken, as of the last time that went through. */
  readonly upTo?: string | undefined
  /** How often it failed since, and what kept it the last time. */
  readonly failed?: (Failures & { readonly because: string }) | undefined
}

/** A VM that may be copied: of ours, in a store in a pool. */
export interface CopyVm {
  readonly name: string
  readonly uuid: string
  readonly store: string
  /** Its newest snapshot; absent: there is none. */
  readonly newest?: CopiedPoint | undefined
}

export interface CopiesDueFacts {
  readonly vms: readonly CopyVm[]
  readonly wished: Scoped<CopyWish>
  readonly targets: readonly Target[]
  /** Names of the pools that are here and answer. */
  readonly pools: readonly string[]
  readonly state: (target: Target, uuid: string) => CopyState | undefined
  readonly nowMs: number
}

/** One run: VMs of one store to one target. */
export interface DueCopies {
  readonly target: Target
  readonly store: string
  readonly vms: readonly { readonly name: string; readonly uuid: string; readonly newest: CopiedPoint }[]
}

/**
 * What is to be copied now: what has a newer snapshot than the target, where that is here. One that failed is tried again after a pause that
 * doubles, from a minute to an hour.
 */
export function copiesDue(facts: CopiesDueFacts): readonly DueCopies[] {
  const { vms, wished, targets, pools, state, nowMs } = facts
  return targets
    .filter(({ pool }) => pools.includes(pool))
    .flatMap((target) => {
      const due = vms.flatMap(({ newest, ...vm }) => {
        if (newest === undefined || !(inForce(wished, vm)?.wish ?? []).includes(target.name)) return []
        const { upTo, failed } = state(target, vm.uuid) ?? {}
        return newest.createdAt === upTo || waitMs(afterFailure, failed, nowMs) > 0 ? [] : [{ ...vm, newest }]
      })
      return byStore(due).map(([store, of]) => ({
        target,
        store,
        vms: of.map(({ name, uuid, newest }) => ({ name, uuid, newest })),
      }))
    })
}

const afterFailure: BackOffRule = {
  free: 1,
  firstMs: 60_000,
  longestMs: 3_600_000,
  forgetMs: 30 * 86_400_000,
}
