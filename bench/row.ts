/** One measured figure beside its peer's, taken alternately in one run. */
export interface BenchRow {
  readonly area: 'vm' | 'zfs' | 'web' | 'protection' | 'host' | 'breadth' | 'recipes'
  readonly name: string
  readonly unit: string
  readonly ours: number
  /** The peer's figure in the same unit; null where there is no peer. */
  readonly peer: number | null
  readonly peerName: string | null
  /** ours / peer; null without a peer. */
  readonly ratio: number | null
  /** As a sentence, such as `ratio ≤ 3`; null where none was set. */
  readonly goal: string | null
  readonly met: boolean | null
}

/** Takes one measurement of an area; that it fails is told, and keeps nobody from the next. */
export type Take = (name: string, measure: () => Promise<BenchRow[]>) => Promise<void>

interface Measured {
  readonly area: BenchRow['area']
  readonly name: string
  readonly unit: string
  readonly ours: number
  readonly peer?: { readonly name: string; readonly value: number } | undefined
  readonly goal?: Goal | undefined
}

/** What a figure is held to: ours itself, or its ratio to the peer's. */
export type Goal =
  | { readonly of: 'ratio' | 'ours'; readonly atMost: number }
  | { readonly of: 'ratio' | 'ours'; readonly atLeast: number }

/** Works out ratio and verdict of a measurement. What is not a number was not measured, and is an error. */
export function benchRow({ area, name, unit, ours, peer, goal }: Measured): BenchRow {
  if (!Number.isFinite(ours) || !Number.isFinite(peer?.value ?? 0))
    throw new Error(`${name}: no figure (${ours} beside ${peer?.value}).`)
  const ratio = peer === undefined ? null : ours / peer.value
  const judged = goal?.of === 'ratio' ? ratio : ours
  return {
    area,
    name,
    unit,
    ours,
    peer: peer?.value ?? null,
    peerName: peer?.name ?? null,
    ratio,
    goal: goal === undefined ? null : sayGoal(goal),
    met:
      goal === undefined || judged === null
        ? null
        : 'atMost' in goal
          ? judged <= goal.atMost
          : judged >= goal.atLeast,
  }
}

function sayGoal(goal: Goal): string {
  const what = goal.of === 'ratio' ? 'ratio' : 'value'
  return 'atMost' in goal ? `${what} ≤ ${goal.atMost}` : `${what} ≥ ${goal.atLeast}`
}

/** The middle of some figures. */
export function median(values: readonly number[]): number {
  const sorted = [...values].toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** The figure that so many percent of all are at most. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}

/** Takes several figures in turns, so that a slow moment of the machine hits all of them; returns the median of each, in order. */
export async function alternately(
  rounds: number,
  ...measures: readonly (() => Promise<number>)[]
): Promise<number[]> {
  const taken: number[][] = measures.map(() => [])
  for (let round = 0; round < rounds; round++)
    for (const [index, measure] of measures.entries()) taken[index]?.push(await measure())
  return taken.map(median)
}
