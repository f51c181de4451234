import type { Readable } from 'node:stream'
import type { CopyStep, CopyStream } from './copy-plan.ts'
import type { FoundTarget } from './look-copies.ts'

/** What of a stream its target is told: whereto, and of what kind. What it sets and leaves out there is its own affair. */
export type Arriving = Pick<CopyStream, 'target' | 'kind' | 'raw' | 'how'>

/** Where copies go: a dataset of this host's, or of another one that speaks for it. Everything rejects with `ProblemError`. */
export interface CopyTarget {
  /** The dataset below which they are. */
  readonly root: string
  look(signal?: AbortSignal): Promise<readonly FoundTarget[]>
  change(step: CopyStep): Promise<void>
  /** Receives a stream; what came of one that breaks off is kept, so that it can be gone on with. */
  receive(stream: Arriving, input: Readable, signal?: AbortSignal): Promise<void>
  /** Takes a snapshot of what was written on a copy by others, so that nothing of it is lost when the copy is put aside. */
  keepChanges(dataset: string): Promise<void>
}
