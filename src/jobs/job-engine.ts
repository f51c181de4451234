/** What the job engine can do for the rest of the house; `engine.ts` makes one. */
import type { Db } from '../db/open-db.ts'
import type { FinishedJob, Job, JobLock, JobLogLine, JobStateName } from '../domain/job.ts'
import type { ObjectRef } from '../domain/problem.ts'
import type { PlanPreview } from '../domain/plan.ts'
import type { AnyJobKind } from './job-kind.ts'

export interface JobEngine {
  /**
   * Journals a job and returns it, queued. It is on stable storage when this returns.
   * Throws `ProblemError` if the plan is refused, the journal cannot be written, or the engine is stopped.
   */
  submit(wish: JobWish): Job
  /** What `submit` would do, for `--dry-run`; changes nothing. */
  preview(wish: JobWish): PlanPreview
  /** One job as it is now; undefined if there is none of this id. */
  get(id: string): Job | undefined
  /** Newest first. */
  list(filter?: JobFilter): Job[]
  /** What a job's steps have said, oldest first; `dropped` counts lines that were too many to keep. */
  log(id: string): JobLog
  /**
   * Turns a job back: queued ends as undone at once, running becomes cancelling. Cancelling twice changes nothing.
   * Throws `ProblemError` `not_found`, or `wrong_state` if it has ended or is past the point of no return.
   */
  cancel(id: string): Job
  /** The job once it has ended. Rejects with the signal's reason on abort, and with `ProblemError` if unknown or on stop. */
  wait(id: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<FinishedJob>
  /** Takes up what was interrupted, then starts to work through the queue. Jobs may be submitted before. */
  start(): void
  /**
   * Stops without undoing: running steps get `letFinishMs` to end by themselves, are then aborted, and given up on after
   * another `giveUpMs`. What has not ended stays in the journal and is resumed by the next `start`.
   */
  stop(options?: {
    readonly letFinishMs?: number | undefined
    readonly giveUpMs?: number | undefined
  }): Promise<void>
  /** Lets go of everything at once and writes nothing more, as a crash would. For tests. */
  abandon(): void
  /** The locks jobs hold now. */
  activeLocks(): readonly HeldLock[]
  /** Removes finished jobs beyond the newest 1,000 and those older than 90 days; also done by itself. Returns how many. */
  prune(): number
}

export interface JobWish {
  readonly kind: string
  readonly plan: unknown
  readonly actor?: string | undefined
}

export interface JobFilter {
  readonly state?: JobStateName | readonly JobStateName[] | undefined
  readonly object?: Partial<ObjectRef> | undefined
  /** At most so many, 1 to 1,000. Default: 100. */
  readonly limit?: number | undefined
  /** Only jobs submitted before the one with this id: the last id of the page before. */
  readonly before?: string | undefined
}

export interface JobLog {
  readonly lines: readonly JobLogLine[]
  readonly dropped: number
}

export interface HeldLock extends JobLock {
  readonly jobId: string
}

export interface Clock {
  now(): Date
}

/** A moment in a job's life at which a test may let it fail (throw) or the whole process die. */
export interface FaultPoint {
  readonly jobId: string
  readonly kind: string
  readonly step: string
  readonly stepIndex: number
  readonly moment: FaultMoment
}

/**
 * `before-step`: journaled as begun, not yet run; `after-run`: run, not yet journaled as done; `after-journal`: journaled as
 * done; `before-undo` and `after-undo` likewise around the undo.
 */
export type FaultMoment = (typeof faultMoments)[number]
export const faultMoments = [
  'before-step',
  'after-run',
  'after-journal',
  'before-undo',
  'after-undo',
] as const

export interface JobEngineOptions<Deps> {
  readonly db: Db
  /** Each may need only a part of the dependencies. */
  readonly kinds: readonly AnyJobKind<NoInfer<Deps>>[]
  /** Handed to every kind's `steps`. */
  readonly deps: Deps
  readonly clock?: Clock | undefined
  /** Called after each journaled change, and at most five times a second for progress. */
  readonly onChange?: ((job: Job) => void) | undefined
  /** Called with new log lines, in batches. */
  readonly onLog?: ((jobId: string, lines: readonly JobLogLine[]) => void) | undefined
  /** Told what went wrong in the engine itself: the journal could not be written, a listener threw. */
  readonly onTrouble?: ((message: string, error: unknown) => void) | undefined
  /** How many jobs may run at once; read whenever one could start. Default: 4. */
  readonly maxParallel?: (() => number) | undefined
  /** Pauses before an undo or a final step is tried again; one try more than there are pauses. Default: 0.2, 1 and 5 s. */
  readonly retryDelaysMs?: readonly number[] | undefined
  /** The pause before a journal that cannot be written is tried again. Default: 1 s. */
  readonly journalRetryMs?: number | undefined
  readonly faultPoint?: ((point: FaultPoint) => void | Promise<void>) | undefined
}
