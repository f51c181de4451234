import type { Problem } from '../../../domain/problem.ts'
import type { Marks } from '../store/marks.ts'
import type { Step } from '../store/step.ts'
import type { SourceDataset } from './copy-facts.ts'

/** A change on the target: one command there. Nothing is destroyed but what came of a transfer that cannot be gone on with. */
export type CopyStep =
  | Extract<
      Step,
      {
        do:
          | 'create'
          | 'rename'
          | 'rename-snapshot'
          | 'clone'
          | 'promote'
          | 'set'
          | 'inherit'
          | 'mark-snapshot'
      }
    >
  | { readonly do: 'drop-partial'; readonly dataset: string }

/** What the source says of a snapshot is read there, and said of it on the copy, too. */
export interface CopyMarks {
  readonly do: 'copy-marks'
  /** The copy. */
  readonly dataset: string
  /** Full names of the same snapshot at both ends. */
  readonly from: string
  readonly to: string
}

/** What is sent, and whereto. */
export interface CopyStream {
  readonly dataset: string
  /** What kind of dataset, for the properties that a new one gets. */
  readonly kind: SourceDataset['kind']
  readonly target: string
  /** Full name. */
  readonly snapshot: string
  readonly raw: boolean
  readonly how:
    | { readonly as: 'resume'; readonly token: string }
    /** `properties`: what a new copy is marked with; `origin`: the snapshot of the target that a clone will stand on. */
    | {
        readonly as: 'new'
        readonly properties: Marks
        readonly from?: string | undefined
        readonly origin?: string | undefined
      }
    /** From a snapshot, or a bookmark, of the source, by full name. */
    | { readonly as: 'more'; readonly from: string; readonly all: boolean }
}

export type CopyPlan =
  /** One thing after another, looking in between. */
  | { readonly do: 'change'; readonly step: CopyStep | CopyMarks }
  /** None of them needs another. */
  | { readonly do: 'stream'; readonly streams: readonly CopyStream[] }
  | { readonly do: 'nothing' }

export interface CopyDecision {
  readonly plan: CopyPlan
  /** What keeps some of it from going on, whatever is done about the rest. */
  readonly problems: readonly Problem[]
}

/** What can be done about one dataset now. */
export type NextOfOne =
  | { readonly do: 'change'; readonly step: CopyStep | CopyMarks }
  | { readonly do: 'stream'; readonly stream: CopyStream }
  /** Something else has to come first. */
  | { readonly do: 'wait' }
  | { readonly do: 'nothing' }
  | { readonly do: 'stuck'; readonly problem: Problem }
