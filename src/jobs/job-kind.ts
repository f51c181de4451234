/**
 * What a kind of job is: how its journaled plan is read back, what it locks, and its steps, each with its undo beside it.
 *
 * The contract of a step
 * - `run` is idempotent: it first looks whether what it wants is already so. After a crash it is run again from its beginning.
 * - `undo` puts back what `run` did, and is content when `run` did all, part or none of it. It too may be run again.
 *   A step without `undo` changes nothing that would have to be put back.
 * - Ids a step makes up are `remember`ed *before* they are used, so that the second run and the undo find them again.
 * - `steps()` makes no choices: the same plan gives the same step names in the same order.
 *
 * The point of no return: a step with `final: true` destroys for good and has no undo. From the moment it is begun the job
 * only goes forward: it can no longer be cancelled, and nothing of it is undone, not even the steps before. The final step
 * and those after it are tried several times; if one keeps failing, the job ends `failed`, and its leftovers name that step
 * and all that were not reached. So put final steps last.
 */
import type { JobLock } from '../domain/job.ts'
import type { ObjectRef } from '../domain/problem.ts'

/** A lock by object name (`vm:web`); a bare string asks to have it alone. */
export type LockWish = string | JobLock

export interface StepContext {
  readonly jobId: string
  /** Aborts when the job is cancelled or the daemon stops. Hand it to whatever takes long. */
  readonly signal: AbortSignal
  /** One line for people; split at line ends, cut at 4,096 characters. */
  log(line: string): void
  /** How far this step is. `total` is null while unknown; `unit` as in `bytes`. Cheap: call it as often as you like. */
  progress(done: number, total: number | null, unit: string): void
  /** Keeps a JSON value with the job; on stable storage when this returns, so before the step counts as done. */
  remember(key: string, value: unknown): void
  /** What was remembered in this job, in this run or an earlier one; undefined if nothing was. */
  recall(key: string): unknown
}

export type Step = ReversibleStep | FinalStep

export interface ReversibleStep extends StepBody {
  readonly final?: false | undefined
  undo?(ctx: StepContext): Promise<void>
}

export interface FinalStep extends StepBody {
  readonly final: true
  readonly undo?: undefined
}

interface StepBody {
  /** What people read while it runs, unique within the job: "Clone the disk root". */
  readonly name: string
  /** The `virsh`, `qemu-img` or `zfs` command a person would type for the same; only shown, never run. */
  readonly command?: string | undefined
  /**
   * It only waits, for hours or days, for what somebody else does, such as a pool that is rebuilt. A job with such a step takes up none
   * of the places for jobs that run at once.
   */
  readonly waits?: true | undefined
  /** What stays behind if the undo keeps failing, and what to do about it; a sentence. */
  readonly leftover?: string | undefined
  run(ctx: StepContext): Promise<void>
}

export interface JobKindDefinition<Plan, Deps> {
  /** As in `vm.create`; stands in the journal, so it is never renamed. */
  readonly kind: string
  /** Checks a plan that was read back from the journal; throws if it is not one. */
  parse(plan: unknown): Plan
  title(plan: Plan): string
  object(plan: Plan): ObjectRef
  /** Every object the job changes or relies on. All are taken at once before the first step and kept to the end. */
  locks(plan: Plan): readonly LockWish[]
  steps(plan: Plan, deps: Deps): readonly Step[]
  /** What the finished job tells, as JSON. Pure: facts come from `recall`. */
  result?(plan: Plan, recall: (key: string) => unknown): unknown
}

/** A job kind with its plan's type hidden, so that the engine can hold all kinds in one list. */
export interface AnyJobKind<Deps> {
  readonly kind: string
  /** Reads a plan; throws if it is none. */
  open(plan: unknown): OpenedPlan<Deps>
}

/** A job kind as app code holds it; `Plan` types what `submit` is given. */
export interface JobKind<Plan, Deps> extends JobKindDefinition<Plan, Deps>, AnyJobKind<Deps> {}

export interface OpenedPlan<Deps> {
  /** What is journaled: JSON, already read back once. */
  readonly plan: unknown
  readonly title: string
  readonly object: ObjectRef
  readonly locks: readonly LockWish[]
  steps(deps: Deps): readonly Step[]
  result(recall: (key: string) => unknown): unknown
}

/** Declares a kind of job. */
export function defineJobKind<Plan, Deps>(definition: JobKindDefinition<Plan, Deps>): JobKind<Plan, Deps> {
  return {
    ...definition,
    open(given) {
      // Through JSON and back, so that what runs today is exactly what a restart would read from the journal.
      const plan = definition.parse(JSON.parse(JSON.stringify(given ?? null)))
      return {
        plan,
        title: definition.title(plan),
        object: definition.object(plan),
        locks: definition.locks(plan),
        steps: (deps) => definition.steps(plan, deps),
        result: (recall) => definition.result?.(plan, recall),
      }
    },
  }
}
