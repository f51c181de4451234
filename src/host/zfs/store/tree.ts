import type { Marks } from './marks.ts'

/** Datasets of a store as found, each with its snapshots. What was not asked for is not in it. */
export type Tree = readonly TreeDataset[]

export interface TreeDataset {
  readonly name: string
  readonly kind: 'filesystem' | 'volume'
  readonly guid: string
  /** The order of making within a pool. */
  readonly createTxg: number
  /** The snapshot it was cloned from. */
  readonly origin?: string | undefined
  /** Kiste's marks that are set on it itself. */
  readonly own: Marks
  /** All else that is set on it itself; absent unless asked for. */
  readonly settings?: Marks | undefined
  /** What a volume's guest sees. */
  readonly sizeBytes?: number | undefined
  /** The dataset whose key it is under, while that is not loaded. */
  readonly lockedBy?: string | undefined
  /** With all below it and its snapshots. */
  readonly usedBytes: number
  /** Without snapshots, and without what it shares with its origin. */
  readonly ownBytes: number
  /** In the order of taking. */
  readonly snapshots: readonly TreeSnapshot[]
}

export interface TreeSnapshot {
  /** What stands behind the `@`. */
  readonly label: string
  readonly guid: string
  readonly createTxg: number
  /** ISO 8601, by the clock of the host. */
  readonly createdAt: string
  readonly usedBytes: number
  /** What a volume's guest saw. */
  readonly sizeBytes?: number | undefined
  readonly own: Marks
  /** Full names of the datasets cloned from it, wherever in the pool. */
  readonly clones: readonly string[]
  /** Tags of its holds, Kiste's and others'. */
  readonly holds: readonly string[]
}

export function find(tree: Tree, name: string): TreeDataset | undefined {
  return tree.find((dataset) => dataset.name === name)
}

/** What is right below a dataset. */
export function childrenOf(tree: Tree, name: string): TreeDataset[] {
  return tree.filter((dataset) => parentName(dataset.name) === name)
}

/** A dataset and all below it. */
export function within(tree: Tree, name: string): TreeDataset[] {
  return tree.filter((dataset) => dataset.name === name || dataset.name.startsWith(`${name}/`))
}

export function parentName(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')))
}

export function lastStep(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

export function fullName(dataset: Pick<TreeDataset, 'name'>, snapshot: Pick<TreeSnapshot, 'label'>): string {
  return `${dataset.name}@${snapshot.label}`
}

export function splitSnapshot(name: string): { readonly dataset: string; readonly label: string } {
  const at = name.indexOf('@')
  return { dataset: name.slice(0, at), label: name.slice(at + 1) }
}

export function findSnapshot(tree: Tree, name: string): TreeSnapshot | undefined {
  const { dataset, label } = splitSnapshot(name)
  return find(tree, dataset)?.snapshots.find((snapshot) => snapshot.label === label)
}
