import type { PartialTransfer } from '../../../domain/plan-send.ts'
import type { Marks } from '../store/marks.ts'

/** A dataset at either end of a copy, with no more than deciding takes. */
export interface CopyDataset {
  readonly name: string
  readonly kind: 'filesystem' | 'volume'
  readonly guid: string
  /** The snapshot it is a clone of, by full name. */
  readonly origin?: string | undefined
  /** Kiste's marks that are set on it itself. */
  readonly own: Marks
  /** In the order of taking. */
  readonly snapshots: readonly CopyPoint[]
}

/** A snapshot, or a bookmark of one. */
export interface CopyPoint {
  /** What stands behind the `@` or `#`. */
  readonly label: string
  readonly guid: string
  readonly createTxg: number
}

export interface SourceDataset extends CopyDataset {
  readonly bookmarks: readonly CopyPoint[]
  readonly encrypted: boolean
}

export interface TargetDataset extends CopyDataset {
  /** What it keeps of a transfer that broke off. */
  readonly partial?: (PartialTransfer & { readonly token: string }) | undefined
}

/** What Kiste writes on the datasets of a copy, beside what came along with them. */
export const copyMarks = {
  /** On where copies go: whose they are. */
  copies: 'kiste:copies',
  /** On a copy: the guid of the dataset that it is one of. */
  of: 'kiste:copy-of',
  /** On a copy: `raw` or `plain`. It cannot change for as long as there is that copy. */
  form: 'kiste:copy-form',
  /** On a copy: the guid of a snapshot whose stream was gone on with. What is said of it does not come with the rest (zfs-send.8). */
  resumed: 'kiste:copy-resumed',
} as const

/** Marks that say what a dataset is, and so are the same at both ends. */
export const sharedMarks = ['kiste:vm', 'kiste:disk', 'kiste:branch', 'kiste:left', 'kiste:image'] as const
