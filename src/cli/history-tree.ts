import type { HistoryAnswer } from '../contract/schemas/snapshot.ts'

type Snapshot = HistoryAnswer['snapshots'][number]
type Branch = HistoryAnswer['branches'][number]

/** One line of the drawing: a branch by its name, a snapshot, or where the VM is now. */
export type TreeRow = {
  /** The lines of the tree in front of it. */
  readonly stem: string
} & (
  | { readonly what: 'branch'; readonly branch: Branch }
  | { readonly what: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly what: 'now' }
)

interface Shapes {
  readonly branch: string
  readonly last: string
  readonly pass: string
}

const lines: Shapes = { branch: '├─ ', last: '╰─ ', pass: '│  ' }
const ascii: Shapes = { branch: '|- ', last: '`- ', pass: '|  ' }

/**
 * The history as a tree: each branch under the snapshot it begins at, its own snapshots below it in the order they were taken, and at
 * the end of the current one where the VM is now.
 */
export function historyTree({ branches, snapshots }: HistoryAnswer, unicode: boolean): readonly TreeRow[] {
  const shapes = unicode ? lines : ascii

  const branchRows = (branch: Branch, own: string, below: string): TreeRow[] => {
    const items: readonly (Snapshot | 'now')[] = [
      ...snapshots.filter((snapshot) => snapshot.branch === branch.id),
      ...(branch.current ? (['now'] as const) : []),
    ]
    const rows = items.flatMap((item, index) => {
      const isLast = index === items.length - 1
      const stem = below + (isLast ? shapes.last : shapes.branch)
      const inside = below + (isLast ? '   ' : shapes.pass)
      return item === 'now' ? [{ stem, what: 'now' } as const] : snapshotRows(item, stem, inside)
    })
    return [{ stem: own, what: 'branch', branch }, ...rows]
  }

  const snapshotRows = (snapshot: Snapshot, stem: string, below: string): TreeRow[] => {
    const forks = branches.filter((branch) => branch.forkedAt === snapshot.id)
    return [
      { stem, what: 'snapshot', snapshot },
      ...forks.flatMap((branch, index) => {
        const isLast = index === forks.length - 1
        return branchRows(
          branch,
          below + (isLast ? shapes.last : shapes.branch),
          below + (isLast ? '   ' : shapes.pass),
        )
      }),
    ]
  }

  return branches
    .filter((branch) => branch.forkedAt === undefined)
    .flatMap((root) => branchRows(root, '', ''))
}
