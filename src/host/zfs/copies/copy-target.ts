import type { Readable } from 'node:stream'
import type { Marks } from '../store/marks.ts'
import type { CopyStep } from './copy-plan.ts'
import type { FoundTarget } from './look-copies.ts'

/** What of a stream its target is told: whereto, and of what kind. What it sets and leaves out there is its own affair. */
export interface Arriving {
  readonly target: string
  readonly kind: 'filesystem' | 'volume'
  readonly raw: boolean
  readonly how:
    | { readonly as: 'resume' | 'more' }
    /** `properties`: what a new copy is marked with; `origin`: the snapshot of the target that a clone will stand on. */
    | { readonly as: 'new'; readonly properties: Marks; readonly origin?: string | undefined }
}

export type Received = 'received' | 'changed'

/** Where copies go: a dataset of this host's, or of another one that speaks for it. Everything rejects with `ProblemError`. */
export interface CopyTarget {
  /** The dataset below which they are. */
  readonly root: string
  /**
   * Makes the root for the copies of the store with this guid, or finds that it is there. Rejects with `foreign_object` where something else
   * is, or copies of another store.
   */
  prepare(of: string): Promise<void>
  look(signal?: AbortSignal): Promise<readonly FoundTarget[]>
  /** When each of these snapshots was taken, by full name, as ISO 8601. Those that are gone are left out. */
  times(snapshots: readonly string[]): Promise<ReadonlyMap<string, string>>
  change(step: CopyStep): Promise<void>
  /**
   * Receives a stream; what came of one that breaks off is kept, so that it can be gone on with. `changed`: others wrote on the copy, so nothing
   * was received; a snapshot has been taken of that, and the next look shows that the copy went its own way.
   */
  receive(stream: Arriving, input: Readable, signal?: AbortSignal): Promise<Received>
}
