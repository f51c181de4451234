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
  const { nowMs, slots = createSlotBook(nowMs) } = facts
  const made = madeByPolicy(facts).map(({ atMs }) => atMs)
  const latestMs = Math.max(-Infinity, ...made)
  return policy.rules.filter(({ rhythm }) => latestMs < slots(rhythm, policy.zone)(nowMs))
}

/** What becomes of each snapshot, with all reasons. */
export function judge(policy: Policy, facts: PolicyFacts): readonly Verdict[] {
  const { nowMs, slots = createSlotBook(nowMs) } = facts
  const made = madeByPolicy(facts)
  const kept = policy.rules.map((rule) => keptBy(rule.keep, made, nowMs, slots(rule.rhythm, policy.zone)))
  const newest = facts.snapshots.findLast(({ by }) => by === 'policy')?.id
  return facts.snapshots.map((snapshot) => ({
    id: snapshot.id,
    stays: [
      ...floors.flatMap(([why, holds]) => (holds(snapshot, facts) ? [why] : [])),
      ...(snapshot.id === newest ? (['newest'] as const) : []),
      ...kept.flatMap((ids, index) => (ids.has(snapshot.id) ? [index] : [])),
    ],
  }))
}

/** What no rule may give up. */
const floors: readonly (readonly [
  why: Stays,
  holds: (snapshot: PolicySnapshot, facts: PolicyFacts) => boolean,
])[] = [
  ['by-others', ({ by }) => by !== 'policy'],
  ['held', ({ holds }) => holds.length > 0],
  ['needed', ({ dependents }) => dependents.length > 0],
  ['base', ({ id }, { bases }) => bases?.has(id) === true],
  ['clock', (snapshot, { doubt, nowMs }) => doubt !== undefined || isFromFuture(snapshot, nowMs)],
]

interface Made {
  readonly id: string
  readonly atMs: number
  readonly bytes: number
}

/** Those that policies made, oldest first. Ones from the future count for nothing: they would stand for all slots until then. */
function madeByPolicy({ snapshots, nowMs }: PolicyFacts): readonly Made[] {
  return snapshots
    .filter((snapshot) => snapshot.by === 'policy' && !isFromFuture(snapshot, nowMs))
    .map(({ id, createdAt, uniqueBytes }) => ({
      id,
      atMs: Math.min(Date.parse(createdAt), nowMs),
      bytes: uniqueBytes,
    }))
    .toSorted((a, b) => a.atMs - b.atMs)
}

function isFromFuture({ createdAt }: Pick<Snapshot, 'createdAt'>, nowMs: number): boolean {
  return Date.parse(createdAt) > nowMs + clockToleranceMs
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
