import { firstBranch, type Branch, type History, type Snapshot } from './snapshot.ts'

/** What is noted of a snapshot itself; all else about it follows from the lines, and from what the store finds. */
export type SnapshotNote = Omit<Snapshot, 'parent' | 'uniqueBytes' | 'dependents'>

/** A history as a store keeps it. Snapshots stand in the order in which they were taken, whatever the clock said. */
export interface Lines<Note extends SnapshotNote = SnapshotNote> {
  readonly branches: readonly Branch[]
  readonly snapshots: readonly Note[]
}

/** When the VM left a line, and the snapshot that kept what was left; its author is `leaving`. */
export interface Left<Note extends SnapshotNote = SnapshotNote> {
  readonly note: Omit<Note, 'branch'>
  /** ISO 8601, UTC. */
  readonly at: string
}

/** The history of a VM that has none yet. */
export const noLines: Lines<never> = { branches: [{ id: firstBranch, current: true }], snapshots: [] }

/** The line the VM lives on. */
export function currentBranch({ branches }: Pick<Lines, 'branches'>): Branch {
  const current = branches.find((branch) => branch.current)
  if (!current) throw new Error('a history without a current branch')
  return current
}

/** The snapshots of one line itself, oldest first. */
export function onBranch<Note extends { readonly branch: string }>(
  lines: { readonly snapshots: readonly Note[] },
  branch: string,
): readonly Note[] {
  return lines.snapshots.filter((snapshot) => snapshot.branch === branch)
}

/** The newest snapshot of a line; where it has none of its own, the one it begins at. */
export function tipOf(lines: Lines, branch: string): string | undefined {
  return onBranch(lines, branch).at(-1)?.id ?? lines.branches.find((other) => other.id === branch)?.forkedAt
}

/** The snapshot before this one on the way to the root. */
export function parentOf(lines: Lines, id: string): string | undefined {
  const note = lines.snapshots.find((snapshot) => snapshot.id === id)
  if (!note) return undefined
  const line = onBranch(lines, note.branch)
  const before = line[line.indexOf(note) - 1]
  return before?.id ?? lines.branches.find((branch) => branch.id === note.branch)?.forkedAt
}

/** The lines with what a store found out about each snapshot. */
export function toHistory(
  lines: Lines,
  found: (id: string) => { readonly uniqueBytes: number; readonly clones?: readonly string[] },
): History {
  const snapshots = lines.snapshots.map((note): Snapshot => {
    const { id, createdAt, consistency, by, branch, holds } = note
    const { uniqueBytes, clones = [] } = found(id)
    const parent = parentOf(lines, id)
    const forks = lines.branches.filter((other) => other.forkedAt === id).map((other) => other.id)
    return {
      id,
      createdAt,
      consistency,
      by,
      branch,
      holds: [...holds],
      ...(note.note === undefined ? {} : { note: note.note }),
      ...(parent === undefined ? {} : { parent }),
      uniqueBytes,
      dependents: [...forks, ...clones],
    }
  })
  return { branches: lines.branches, snapshots }
}

/** A new snapshot at the end of the current line. */
export function withSnapshot<Note extends SnapshotNote>(
  lines: Lines<Note>,
  note: Omit<Note, 'branch'>,
): Lines<Note> {
  const placed = { ...note, branch: currentBranch(lines).id } as Note
  return { ...lines, snapshots: [...lines.snapshots, placed] }
}

/** The same snapshots, this one changed. */
export function withNote<Note extends SnapshotNote>(
  lines: Lines<Note>,
  id: string,
  change: (note: Note) => Note,
): Lines<Note> {
  return {
    ...lines,
    snapshots: lines.snapshots.map((note) => (note.id === id ? change(note) : note)),
  }
}

export function withoutSnapshot<Note extends SnapshotNote>(lines: Lines<Note>, id: string): Lines<Note> {
  return { ...lines, snapshots: lines.snapshots.filter((note) => note.id !== id) }
}

/** The VM leaves its line, which keeps all it had, and begins a new one at this snapshot of any line. */
export function afterGoingBack<Note extends SnapshotNote>(
  lines: Lines<Note>,
  to: { readonly snapshot: string; readonly branch: string },
  left: Left<Note>,
): Lines<Note> {
  const { snapshots, branches } = afterLeaving(lines, left)
  return { snapshots, branches: [...branches, { id: to.branch, current: true, forkedAt: to.snapshot }] }
}

/** The VM leaves its line and lives on another one from its tip on. */
export function afterSwitching<Note extends SnapshotNote>(
  lines: Lines<Note>,
  to: string,
  left: Left<Note>,
): Lines<Note> {
  const { snapshots, branches } = afterLeaving(lines, left)
  return { snapshots, branches: branches.map((branch) => (branch.id === to ? arrived(branch) : branch)) }
}

function afterLeaving<Note extends SnapshotNote>(lines: Lines<Note>, { note, at }: Left<Note>): Lines<Note> {
  const { snapshots, branches } = withSnapshot(lines, note)
  return {
    snapshots,
    branches: branches.map((branch) => (branch.current ? { ...branch, current: false, leftAt: at } : branch)),
  }
}

function arrived({ id, forkedAt }: Branch): Branch {
  return { id, current: true, ...(forkedAt === undefined ? {} : { forkedAt }) }
}

/** The snapshots that only this line has: after the last point at which another one leaves it. */
export function onlyOnBranch<Note extends SnapshotNote>(lines: Lines<Note>, id: string): readonly Note[] {
  const own = onBranch(lines, id)
  return own.slice(own.findIndex((note) => note.id === lastForkOf(lines, own)) + 1)
}

/**
 * Without this line and the snapshots that only it has. Those before the last point at which another line leaves it go over to that
 * one: to the current of several, else to the oldest.
 */
export function withoutBranch<Note extends SnapshotNote>(lines: Lines<Note>, id: string): Lines<Note> {
  const gone = lines.branches.find((branch) => branch.id === id)
  if (!gone) return lines
  const lost = new Set(onlyOnBranch(lines, id).map((note) => note.id))
  const fork = lastForkOf(lines, onBranch(lines, id))
  const heirs = lines.branches.filter((branch) => fork !== undefined && branch.forkedAt === fork)
  const heir = heirs.find((branch) => branch.current) ?? heirs[0]
  return {
    branches: lines.branches
      .filter((branch) => branch.id !== id)
      .map((branch) => (branch.id === heir?.id ? forkedWhere(branch, gone.forkedAt) : branch))
      .toSorted((a, b) => Number(a.forkedAt !== undefined) - Number(b.forkedAt !== undefined)),
    snapshots: lines.snapshots
      .filter((note) => !lost.has(note.id))
      .map((note) => (note.branch === id && heir ? { ...note, branch: heir.id } : note)),
  }
}

function forkedWhere(branch: Branch, forkedAt: string | undefined): Branch {
  const { id, current, leftAt } = branch
  return {
    id,
    current,
    ...(forkedAt === undefined ? {} : { forkedAt }),
    ...(leftAt === undefined ? {} : { leftAt }),
  }
}

/** The last of these snapshots at which some line begins. */
function lastForkOf(lines: Lines, own: readonly SnapshotNote[]): string | undefined {
  return own.findLast((note) => lines.branches.some((branch) => branch.forkedAt === note.id))?.id
}
