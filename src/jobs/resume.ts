/** Reading a journaled job back: with its kind's steps if they still fit, else with the reason why it cannot go on. */
import type { JobRecord } from '../db/jobs-table.ts'
import type { Job, JobStep } from '../domain/job.ts'
import { isPastReturn } from '../domain/job.ts'
import type { Problem } from '../domain/problem.ts'
import type { AnyJobKind, OpenedPlan, Step } from './job-kind.ts'
import { remainsOf } from './remains.ts'
import { stepProblems } from './step-problems.ts'
import { bareStep, forwardGaveUp, messages, refreshSteps, turnBack, undoGaveUp } from './transitions.ts'
import type { Problems } from './transitions.ts'

/** A step that took the daemon down this often is not run again. */
export const maxInterruptions = 5

export type Reopened<Deps> =
  | {
      readonly ok: true
      readonly opened: OpenedPlan<Deps>
      readonly steps: readonly Step[]
      readonly job: Job
    }
  | { readonly ok: false; readonly problems: Problems }

/** Opens a journaled job again after a restart, perhaps of a newer version of the program. */
export function reopen<Deps>(
  record: JobRecord,
  kind: AnyJobKind<Deps> | undefined,
  deps: Deps,
): Reopened<Deps> {
  const { job } = record
  const cannot = (why: string): Problem => ({
    code: 'internal',
    message: `Job ${job.id} (${job.title}) cannot go on after the restart: ${why}`,
    object: job.object,
    hint: `Look at what it left with \`kiste job show ${job.id}\`.`,
  })
  if (!kind) return { ok: false, problems: [cannot(`this version knows no jobs of the kind ${job.kind}.`)] }
  try {
    const opened = kind.open(record.plan)
    const steps = uniqueSteps(opened.steps(deps), job.kind)
    const fresh = refreshSteps(job.steps, steps.map(pendingStep))
    if (!fresh)
      return { ok: false, problems: [cannot('this version does it in other steps than were begun.')] }
    return { ok: true, opened, steps, job: { ...job, steps: fresh } }
  } catch (error) {
    return { ok: false, problems: [cannot(`its plan cannot be read. ${messages(stepProblems(error))}`)] }
  }
}

/** Where a job goes on that took the daemon down too often: back if it can, else it ends with what is left. */
export function afterTooMany(job: Job, steps: readonly Step[], interruptions: number, at: string): Job {
  const problem: Problem = {
    code: 'internal',
    message: `The daemon ended ${interruptions} times in a row in the middle of job ${job.id} (${job.title}).`,
    object: job.object,
  }
  switch (job.state) {
    case 'running': {
      const index = indexOf(job.steps, job.step)
      if (isPastReturn(job)) return forwardGaveUp(job, index, [problem], at)
      return turnBack(job, { why: 'failed', step: job.step, problems: [problem] }, at)
    }
    case 'cancelling':
      return turnBack(job, { why: 'cancelled' }, at)
    case 'undoing': {
      const index = indexOf(job.steps, job.step)
      const step = steps[index]
      return undoGaveUp(job, index, [problem], step ? remainsOf(step) : '', at)
    }
    case 'queued':
    case 'done':
    case 'undone':
    case 'failed':
      return job
  }
}

/** Steps found by name must have names of their own. */
export function uniqueSteps(steps: readonly Step[], kind: string): readonly Step[] {
  const names = steps.map((step) => step.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Error(`The job kind ${kind} has two steps named "${twice}".`)
  return steps
}

export function pendingStep(step: Step): JobStep {
  return { ...bareStep(step), state: 'pending' }
}

function indexOf(steps: readonly JobStep[], name: string): number {
  return steps.findIndex((step) => step.name === name)
}
