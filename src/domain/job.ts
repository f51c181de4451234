import type { ObjectRef, Problem } from './problem.ts'

/**
 * A journaled change and its parts. A state carries only what that state has; times are ISO 8601 in UTC.
 * The way of a job: queued → running → done; from running, when a step fails or on cancel, → undoing → undone.
 * `failed` is what remains: it names the step, the reason, and what was left behind.
 */
export type Job = JobHead & JobState

export interface JobHead {
  readonly id: string
  readonly kind: string
  /** What people read in a list: "Create VM web". */
  readonly title: string
  readonly object: ObjectRef
  readonly locks: readonly JobLock[]
  readonly createdAt: string
  /** Who asked for it; absent when Kiste did by itself. */
  readonly actor?: string | undefined
  readonly steps: readonly JobStep[]
}

export type JobState =
  | ({ readonly state: 'queued' } & JobPatience)
  | ({
      readonly state: 'running'
      readonly startedAt: string
      readonly step: string
      readonly progress?: JobProgress | undefined
    } & JobPatience)
  | ({ readonly state: 'cancelling'; readonly startedAt: string; readonly step: string } & JobPatience)
  | ({
      readonly state: 'undoing'
      readonly startedAt: string
      readonly step: string
      readonly because: JobSetback
    } & JobPatience)
  | {
      readonly state: 'done'
      readonly startedAt: string
      readonly finishedAt: string
      readonly result?: unknown
    }
  | { readonly state: 'undone'; readonly finishedAt: string; readonly because: JobSetback }
  | ({ readonly state: 'failed'; readonly finishedAt: string } & JobFailure & JobRemains)

interface JobPatience {
  readonly held?: JobHold | undefined
}

/** Why a job holds still: what comes next cannot be written into its journal. It tries again by itself, and then goes on. */
export interface JobHold {
  readonly since: string
  readonly problems: readonly [Problem, ...Problem[]]
}

export type JobStateName = JobState['state']

/** A lock on one object's name: `vm:web`. Any number of jobs may share one, or one job has it alone. */
export interface JobLock {
  readonly name: string
  readonly mode: 'exclusive' | 'shared'
}

/** How far the running step is. `total` is null while nobody knows. */
export interface JobProgress {
  readonly done: number
  readonly total: number | null
  readonly unit: string
}

export interface JobFailure {
  /** The step that failed; null when the job could not even begin. */
  readonly step: string | null
  readonly problems: readonly [Problem, ...Problem[]]
}

/** Why a job turned back. */
export type JobSetback = { readonly why: 'cancelled' } | ({ readonly why: 'failed' } & JobFailure)

/** Whether a failed job left anything behind. */
export type JobRemains =
  | { readonly undone: true }
  | { readonly undone: false; readonly leftovers: readonly [JobLeftover, ...JobLeftover[]] }

/** What one step left behind and what a person can do about it. */
export interface JobLeftover {
  readonly step: string
  readonly message: string
}

export type JobStep = {
  /** Unique within its job. */
  readonly name: string
  /** What a person would type for the same. */
  readonly command?: string | undefined
  /** A point of no return: from its start on the job can only go forward. */
  readonly final?: true | undefined
} & JobStepState

export type JobStepState =
  | { readonly state: 'pending' }
  | { readonly state: 'running' | 'undoing'; readonly startedAt: string }
  | {
      readonly state: 'done' | 'failed' | 'undone' | 'left'
      readonly startedAt: string
      readonly finishedAt: string
    }

export interface JobLogLine {
  /** Counts from 1 within its job; a gap at the start means that older lines were dropped. */
  readonly n: number
  readonly at: string
  readonly step: string | null
  readonly text: string
}

export type FinishedJob = Extract<Job, { state: 'done' | 'undone' | 'failed' }>

export const openJobStates = [
  'queued',
  'running',
  'cancelling',
  'undoing',
] as const satisfies readonly JobStateName[]
export const finishedJobStates = ['done', 'undone', 'failed'] as const satisfies readonly JobStateName[]

/** True once a job has ended for good. */
export function isFinished(job: Job): job is FinishedJob {
  return finishedJobStates.some((state) => state === job.state)
}

/** True when a step without a way back was begun, so that the job can only go forward. */
export function isPastReturn(job: Pick<Job, 'steps'>): boolean {
  return job.steps.some((step) => step.final === true && step.state !== 'pending')
}

/** Why a job cannot be cancelled now, or null when it can (or already turns back). */
export function whyNotCancel(job: Job): Problem | null {
  const object: ObjectRef = { type: 'job', name: job.id }
  if (isFinished(job))
    return {
      code: 'wrong_state',
      message: `Job ${job.id} (${job.title}) has already ended: it is ${job.state}.`,
      object,
    }
  if (isPastReturn(job))
    return {
      code: 'wrong_state',
      message: `Job ${job.id} (${job.title}) is past the point of no return and can only be finished.`,
      object,
      hint: `kiste job show ${job.id}`,
    }
  return null
}
