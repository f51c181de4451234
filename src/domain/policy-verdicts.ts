import { clockToleranceMs, type Doubt } from './clock-doubt.ts'
import { createSlotBook, type SlotBook, type SlotOf } from './policy-slot-book.ts'
import type { Keep, Policy, PolicyRule } from './policy.ts'
import type { Snapshot } from './snapshot.ts'

/** What is decided about. Oldest first by the store's own order, whatever their clocks said. */
export type PolicySnapshot = Pick<
  Snapshot,
  'id' | 'createdAt' | 'by' | 'holds' | 'dependents' | 'uniqueBytes'
>

/** Why a snapshot stays. A number: the rule of that place keeps it. */
export type Stays = number | 'newest' | 'by-others' | 'held' | 'needed' | 'base' | 'clock'

export interface Verdict {
  readonly id: string
  /** Empty: no rule wants it any more, and nothing is in the way; then it goes. */
  readonly stays: readonly Stays[]
}

export interface PolicyFacts {
  readonly snapshots: readonly PolicySnapshot[]
  /** Ids of those that copies elsewhere go on from. */
  readonly bases?: ReadonlySet<string> | undefined
  readonly nowMs: number
  /** Why the clock is not to be trusted; then all stay. */
  readonly doubt?: Doubt | undefined
  /** Shared by all that are decided about at one time. */
  readonly slots?: SlotBook | undefined
}

/** The rules for which it is time: their latest slot has no snapshot of a policy yet. One snapshot serves all of them. */
export function dueRules(policy: Policy, facts: PolicyFacts): readonly PolicyRule[] {
  const { snapshots, nowMs, slots = createSlotBook(nowMs) } = facts
  const latestMs = madeByPolicy(timed(snapshots), nowMs).at(-1)?.atMs ?? -Infinity
  return policy.rules.filter(({ rhythm }) => latestMs < slots(rhythm, policy.zone)(nowMs))
}

/** What becomes of each snapshot, with all reasons. */
export function judge(policy: Policy, facts: PolicyFacts): readonly Verdict[] {
  const { nowMs, slots = createSlotBook(nowMs) } = facts
  const snapshots = timed(facts.snapshots)
  const made = madeByPolicy(snapshots, nowMs)
  const kept = policy.rules.map((rule) => keptBy(rule.keep, made, nowMs, slots(rule.rhythm, policy.zone)))
  const newest = facts.snapshots.findLast(({ by }) => by === 'policy')?.id
  return snapshots.map((snapshot) => {
    const { id } = snapshot.of
    return {
      id,
      stays: [
        ...floors.flatMap(([why, holds]) => (holds(snapshot, facts) ? [why] : [])),
        ...(id === newest ? (['newest'] as const) : []),
        ...kept.flatMap((ids, index) => (ids.has(id) ? [index] : [])),
      ],
    }
  })
}

/** A snapshot with its time, read once: there may be half a million of them to decide about. */
interface Timed {
  readonly of: PolicySnapshot
  readonly atMs: number
}

function timed(snapshots: readonly PolicySnapshot[]): readonly Timed[] {
  return snapshots.map((of) => ({ of, atMs: Date.parse(of.createdAt) }))
}

/** What no rule may give up. */
const floors: readonly (readonly [why: Stays, holds: (snapshot: Timed, facts: PolicyFacts) => boolean])[] = [
  ['by-others', ({ of }) => of.by !== 'policy'],
  ['held', ({ of }) => of.holds.length > 0],
  ['needed', ({ of }) => of.dependents.length > 0],
  ['base', ({ of }, { bases }) => bases?.has(of.id) === true],
  ['clock', (snapshot, { doubt, nowMs }) => doubt !== undefined || isFromFuture(snapshot, nowMs)],
]

interface Made {
  readonly id: string
  readonly atMs: number
  readonly bytes: number
}

/** Those that policies made, oldest first. Ones from the future count for nothing: they would stand for all slots until then. */
function madeByPolicy(snapshots: readonly Timed[], nowMs: number): readonly Made[] {
  return snapshots
    .filter((snapshot) => snapshot.of.by === 'policy' && !isFromFuture(snapshot, nowMs))
    .map(({ of, atMs }) => ({ id: of.id, atMs: Math.min(atMs, nowMs), bytes: of.uniqueBytes }))
    .toSorted((a, b) => a.atMs - b.atMs)
}

function isFromFuture({ atMs }: Timed, nowMs: number): boolean {
  return atMs > nowMs + clockToleranceMs
}

/** The first of each slot is what the rule wanted; of these, the newest stay. */
function keptBy(keep: Keep, made: readonly Made[], nowMs: number, slotOf: SlotOf): ReadonlySet<string> {
  const firsts = new Map<number, Made>()
  for (const one of made) {
    const slot = slotOf(one.atMs)
    if (!firsts.has(slot)) firsts.set(slot, one)
  }
  const newestFirst = [...firsts.values()].toReversed()
  const youngFromMs = nowMs - (keep.forMinutes ?? 0) * 60_000
  let bytes = 0
  return new Set(
    newestFirst
      .filter(
        ({ atMs }, index) =>
          index < (keep.count ?? 0) || (keep.forMinutes !== undefined && atMs >= youngFromMs),
      )
      .filter((one, index) => {
        bytes += one.bytes
        return index === 0 || bytes <= (keep.mostBytes ?? Infinity)
      })
      .map(({ id }) => id),
  )
}
