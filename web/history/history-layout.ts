import { currentBranch, tipOf } from '../../src/domain/history.ts'
import type { History, Snapshot } from '../../src/domain/snapshot.ts'

/** A line of the drawing, newest first: what the VM is now, or a point of its past. */
export type HistoryRow = {
  readonly lane: number
  /** What runs through this row, and where to. */
  readonly strokes: readonly Stroke[]
  /** Branches that the VM has left and that end here. */
  readonly ends: readonly string[]
} & (
  | { readonly what: 'now'; readonly branch: string }
  | { readonly what: 'point'; readonly snapshot: Snapshot }
)

/**
 * `up` and `down` go from the row's point to its edge, `through` from edge to edge, and `fork` comes down its own lane and turns to the
 * point, where that line begins.
 */
export interface Stroke {
  readonly kind: 'up' | 'down' | 'through' | 'fork'
  readonly lane: number
  /** On the way from now to the first point. */
  readonly isOwnPast: boolean
}

export interface HistoryLayout {
  readonly rows: readonly HistoryRow[]
  readonly lanes: number
}

/** A line of points that is drawn straight, from its newest to where it leaves another one. */
interface Chain {
  /** Row numbers, newest first. */
  readonly rows: readonly number[]
  /** The row of the point it begins at; undefined for a line that begins by itself. */
  readonly forkRow: number | undefined
  readonly lane: number
}

type Unplaced = Omit<Chain, 'lane'>

/**
 * Draws a history as lines that never cross: the way that led to now runs straight down the first lane, and what was left stands beside
 * it, that which left it last the nearest.
 */
export function layOutHistory(history: History): HistoryLayout {
  const { snapshots } = history
  const current = currentBranch(history)
  const order = newestFirst(snapshots)
  const rowOf = new Map(order.map((snapshot, index) => [snapshot.id, index + 1]))
  const parentRow = (row: number): number | undefined => {
    const parent = row === 0 ? tipOf(history, current.id) : order[row - 1]?.parent
    return parent === undefined ? undefined : rowOf.get(parent)
  }
  const chains = placeChains(findChains(order.length + 1, parentRow))
  const lane = new Map(chains.flatMap((chain) => chain.rows.map((row) => [row, chain.lane] as const)))
  const ends = (id: string) =>
    history.branches
      .filter((branch) => !branch.current && tipOf(history, branch.id) === id)
      .map(({ id }) => id)
  const rowAt = (row: number) => ({
    lane: lane.get(row) ?? 0,
    strokes: chains.flatMap((chain) => strokesAt(row, chain)),
  })
  return {
    rows: [
      { ...rowAt(0), what: 'now', branch: current.id, ends: [] },
      ...order.map((snapshot, index) => ({
        ...rowAt(index + 1),
        what: 'point' as const,
        snapshot,
        ends: ends(snapshot.id),
      })),
    ],
    lanes: Math.max(0, ...chains.map((chain) => chain.lane)) + 1,
  }
}

/** As they were taken, the last first; but no point above one that stands on it, whatever a store says. */
function newestFirst(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  const byId = new Map(snapshots.map((snapshot) => [snapshot.id, snapshot]))
  const placed = new Set<string>()
  const oldestFirst: Snapshot[] = []
  for (const snapshot of snapshots) {
    const missing: Snapshot[] = []
    for (
      let at: Snapshot | undefined = snapshot;
      at !== undefined && !placed.has(at.id);
      at = at.parent === undefined ? undefined : byId.get(at.parent)
    ) {
      placed.add(at.id)
      missing.push(at)
    }
    oldestFirst.push(...missing.toReversed())
  }
  return oldestFirst.toReversed()
}

/** The way from now to the first point, and then from each newest point that is on no line yet to one that is. */
function findChains(count: number, parentRow: (row: number) => number | undefined): readonly Unplaced[] {
  const taken = new Set<number>()
  const chains: Unplaced[] = []
  for (let newest = 0; newest < count; newest += 1) {
    if (taken.has(newest)) continue
    const rows: number[] = []
    let at: number | undefined = newest
    while (at !== undefined && !taken.has(at)) {
      taken.add(at)
      rows.push(at)
      at = parentRow(at)
    }
    chains.push({ rows, forkRow: at })
  }
  return chains
}

/**
 * Gives each line a lane. Those that leave another one last are placed first, and each outside of all that it stands beside: so what
 * turns towards its point never meets a line on the way.
 */
function placeChains(chains: readonly Unplaced[]): readonly Chain[] {
  const placed: Chain[] = []
  const place = (chain: Unplaced) => {
    const beside = placed.filter((other) => overlap(other, chain)).map((other) => other.lane)
    placed.push({ ...chain, lane: Math.max(-1, ...beside) + 1 })
    const forks = chains
      .filter((other) => other.forkRow !== undefined && chain.rows.includes(other.forkRow))
      .toSorted((a, b) => (a.forkRow ?? 0) - (b.forkRow ?? 0))
    for (const fork of forks) place(fork)
  }
  for (const chain of chains) if (chain.forkRow === undefined) place(chain)
  return placed
}

function overlap(a: Unplaced, b: Unplaced): boolean {
  return topOf(a) <= bottomOf(b) && topOf(b) <= bottomOf(a)
}

function topOf({ rows }: Unplaced): number {
  return rows[0] ?? 0
}

function bottomOf({ rows, forkRow }: Unplaced): number {
  return forkRow ?? rows.at(-1) ?? 0
}

function strokesAt(row: number, chain: Chain): Stroke[] {
  const { lane, rows, forkRow } = chain
  const isOwnPast = topOf(chain) === 0
  const [top, bottom] = [topOf(chain), bottomOf(chain)]
  if (row < top || row > bottom) return []
  if (row === forkRow) return [{ kind: 'fork', lane, isOwnPast }]
  if (!rows.includes(row)) return [{ kind: 'through', lane, isOwnPast }]
  return [
    ...(row > top ? [{ kind: 'up', lane, isOwnPast } as const] : []),
    ...(row < bottom ? [{ kind: 'down', lane, isOwnPast } as const] : []),
  ]
}
