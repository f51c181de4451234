/** The life of one job from where the journal has it to its end: forward step by step, or back undo by undo. */
import type { Job, JobSetback } from '../domain/job.ts'
import { isFinished, isPastReturn } from '../domain/job.ts'
import type { Step } from './job-kind.ts'
import { Interrupted } from './live-job.ts'
import type { LiveJob } from './live-job.ts'
import { remainsOf } from './remains.ts'
import { stepProblems } from './step-problems.ts'
import {
  begin,
  finish,
  forwardGaveUp,
  messages,
  stepEnded,
  stepUndone,
  turnBack,
  undoGaveUp,
} from './transitions.ts'
import type { Problems } from './transitions.ts'

/**
 * Runs a job to its end. Rejects with `Interrupted` when the engine stops first; the journal then says where to go on.
 * The order that makes it safe: journal that a step begins, run it, journal that it is done (and the next begun, in one write).
 */
export async function runJob(live: LiveJob): Promise<void> {
  live.throwIfStopping()
  if (live.job.state === 'queued')
    await live.journal((job) => (job.state === 'queued' ? begin(job, live.workshop.now()) : job))
  if (live.job.state === 'running') await goForward(live)
  if (live.job.state === 'cancelling') await goBack(live, { why: 'cancelled' })
  if (live.job.state === 'undoing') await undoAll(live)
}

async function goForward(live: LiveJob): Promise<void> {
  while (live.job.state === 'running') {
    const { index, step } = currentStep(live)
    // Made within the try of the last step, because that one is journaled together with the job's end.
    let result: unknown
    const problems = await tryStep(live, step, async () => {
      if (index > 0) await live.faultPoint(index - 1, 'after-journal')
      await live.faultPoint(index, 'before-step')
      await step.run(live.context(step))
      if (index === live.steps.length - 1) result = live.result()
      await live.faultPoint(index, 'after-run')
    })
    if (problems) return turnBackOrGiveUp(live, index, problems)
    await live.journal((job) => {
      if (job.state !== 'running' && job.state !== 'cancelling') return job
      const at = live.workshop.now()
      const ended = stepEnded(job, index, at)
      return index === live.steps.length - 1 && ended.state === 'running' ? finish(ended, result, at) : ended
    })
    if (isFinished(live.job)) return live.faultPoint(index, 'after-journal')
    live.throwIfStopping()
  }
}

/** Null when the step is through, else why it is not. Past the point of no return it is tried several times. */
async function tryStep(live: LiveJob, step: Step, attempt: () => Promise<void>): Promise<Problems | null> {
  const delays = live.workshop.retryDelaysMs
  for (let tries = 0; ; tries += 1) {
    try {
      await attempt()
      return null
    } catch (error) {
      throwIfInterrupted(live, error)
      const problems = stepProblems(error)
      live.log.add(`"${step.name}" failed: ${messages(problems)}`, step.name)
      const delayMs = isPastReturn(live.job) ? delays[tries] : undefined
      if (delayMs === undefined) return problems
      await live.pause(delayMs)
    }
  }
}

async function turnBackOrGiveUp(live: LiveJob, index: number, problems: Problems): Promise<void> {
  if (isPastReturn(live.job)) {
    await live.journal((job) =>
      job.state === 'running' ? forwardGaveUp(job, index, problems, live.workshop.now()) : job,
    )
    return
  }
  // Cancelled meanwhile: the step's error is most likely its answer to that.
  if (live.job.state === 'running') await goBack(live, { why: 'failed', step: live.job.step, problems })
}

async function goBack(live: LiveJob, because: JobSetback): Promise<void> {
  live.throwIfStopping()
  await live.journal((job) =>
    job.state === 'running' || job.state === 'cancelling'
      ? turnBack(job, job.state === 'cancelling' ? { why: 'cancelled' } : because, live.workshop.now())
      : job,
  )
}

async function undoAll(live: LiveJob): Promise<void> {
  // What is undone because of a cancel must not be cancelled itself.
  live.renewSignal()
  while (live.job.state === 'undoing') {
    live.throwIfStopping()
    const { index, step } = currentStep(live)
    const problems = step.undo ? await tryUndo(live, step, index) : null
    await live.journal((job) => {
      if (job.state !== 'undoing') return job
      const at = live.workshop.now()
      return problems ? undoGaveUp(job, index, problems, remainsOf(step), at) : stepUndone(job, index, at)
    })
  }
}

async function tryUndo(live: LiveJob, step: Step, index: number): Promise<Problems | null> {
  const delays = live.workshop.retryDelaysMs
  for (let tries = 0; ; tries += 1) {
    try {
      await live.faultPoint(index, 'before-undo')
      await step.undo?.(live.context(step))
      await live.faultPoint(index, 'after-undo')
      return null
    } catch (error) {
      throwIfInterrupted(live, error)
      const problems = stepProblems(error)
      live.log.add(`Undoing "${step.name}" failed: ${messages(problems)}`, step.name)
      const delayMs = delays[tries]
      if (delayMs === undefined) return problems
      await live.pause(delayMs)
    }
  }
}

function currentStep(live: LiveJob): { index: number; step: Step } {
  const name = stepName(live.job)
  const index = live.steps.findIndex((step) => step.name === name)
  const step = live.steps[index]
  if (!step) throw new Error(`Job ${live.job.id} has no step "${name}".`)
  return { index, step }
}

function stepName(job: Job): string {
  return 'step' in job && job.step !== null ? job.step : ''
}

function throwIfInterrupted(live: LiveJob, error: unknown): void {
  // Once steps were told to stop, any error may come from that; running the step again tells the true ones.
  if (live.interrupted || error instanceof Interrupted) throw new Interrupted()
}
