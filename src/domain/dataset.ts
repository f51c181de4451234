import type { DatasetName, SnapshotName } from './dataset-name.ts'
import type { ObjectRef } from './problem.ts'

/** A file system or a volume (zvol), with the properties that were asked for. */
export interface Dataset {
  readonly name: DatasetName
  readonly kind: 'filesystem' | 'volume'
  /** Stays through renames; another dataset of the same name has another one. 64 bits: a number would round it. */
  readonly guid: string
  /** The transaction group it was made in: the order of making within a pool. */
  readonly createTxg: number
  readonly properties: Properties
}

/** What inventory needs of a snapshot, and what ZFS gives without opening it. */
export interface SnapshotEntry {
  readonly name: SnapshotName
  readonly guid: string
  readonly createTxg: number
}

/** What costs a look at each snapshot. */
export interface SnapshotDetails extends SnapshotEntry {
  /** ISO 8601. */
  readonly createdAt: string
  /** What destroying it alone would free. */
  readonly usedBytes: number
  /** What it holds, shared or not. */
  readonly referencedBytes: number
  /** How many holds protect it. */
  readonly holds: number
  /** Goes by itself when its last clone and hold do. */
  readonly deferredDestroy: boolean
}

export interface Hold {
  readonly snapshot: SnapshotName
  readonly tag: string
  /** ISO 8601; older releases give a date that cannot be read, and then it is absent. */
  readonly heldAt?: string | undefined
}

/** Properties by name. `-` is ZFS's word for "has none". */
export type Properties = ReadonlyMap<string, Property>

export interface Property {
  readonly value: string
  readonly source: PropertySource
}

export type PropertySource =
  /** Facts such as `used`, which nobody sets. */
  | { readonly from: 'none' }
  | { readonly from: 'default' | 'local' | 'received' | 'temporary' }
  | { readonly from: 'inherited'; readonly dataset: string }

export function datasetRef(name: string): ObjectRef {
  return { type: 'dataset', name }
}

export function snapshotRef(name: string): ObjectRef {
  return { type: 'snapshot', name }
}
