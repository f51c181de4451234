/** How a job goes from one state to the next: pure, each taking the job as it is and the time. */
import type { Job, JobLeftover, JobSetback, JobStep, JobStepState } from '../domain/job.ts'
import type { Problem } from '../domain/problem.ts'

export type Problems = readonly [Problem, ...Problem[]]
type Running = Extract<Job, { state: 'running' | 'cancelling' }>
type Undoing = Extract<Job, { state: 'undoing' }>
type WithoutState<T> = T extends Job ? Omit<T, 'state'> : never

/** queued → running its first step; a job without steps is done. */
export function begin(job: Job, at: string): Job {
  const [first] = job.steps
  const head = headOf(job)
  if (!first) return { ...head, state: 'done', startedAt: at, finishedAt: at }
  const steps = withStep(job.steps, 0, { state: 'running', startedAt: at })
  return { ...head, steps, state: 'running', startedAt: at, step: first.name }
}

/** The running step is done, and the next one running unless the job was cancelled meanwhile. */
export function stepEnded(job: Running, index: number, at: string): Running {
  const steps = withStep(job.steps, index, {
    state: 'done',
    startedAt: startOf(job.steps[index], at),
    finishedAt: at,
  })
  const next = steps[index + 1]
  const head = headOf(job)
  if (job.state === 'cancelling')
    return { ...head, steps, state: 'cancelling', startedAt: job.startedAt, step: job.step }
  if (!next) return { ...head, steps, state: 'running', startedAt: job.startedAt, step: job.step }
  return {
    ...head,
    steps: withStep(steps, index + 1, { state: 'running', startedAt: at }),
    state: 'running',
    startedAt: job.startedAt,
    step: next.name,
  }
}

/** All steps are done. */
export function finish(job: Running, result: unknown, at: string): Job {
  return {
    ...headOf(job),
    state: 'done',
    startedAt: job.startedAt,
    finishedAt: at,
    ...(result === undefined ? {} : { result }),
  }
}

/** queued → undone, as nothing was begun; running → cancelling. A job that already turns back stays as it is. */
export function cancelled(job: Job, at: string): Job {
  if (job.state === 'queued')
    return { ...headOf(job), state: 'undone', finishedAt: at, because: { why: 'cancelled' } }
  if (job.state === 'running')
    return { ...headOf(job), state: 'cancelling', startedAt: job.startedAt, step: job.step }
  return job
}

/** The job turns back: the last step that was begun is the first to be undone. */
export function turnBack(job: Running, because: JobSetback, at: string): Job {
  return undoNext({ ...headOf(job), state: 'undoing', startedAt: job.startedAt, step: job.step, because }, at)
}

/** One step is undone; the one before it is next, or the job has ended as undone. */
export function stepUndone(job: Undoing, index: number, at: string): Job {
  const startedAt = startOf(job.steps[index], at)
  return undoNext(
    { ...job, steps: withStep(job.steps, index, { state: 'undone', startedAt, finishedAt: at }) },
    at,
  )
}

function undoNext(job: Undoing, at: string): Job {
  const index = job.steps.findLastIndex((step) => step.state !== 'pending' && step.state !== 'undone')
  const step = job.steps[index]
  if (!step) return { ...headOf(job), state: 'undone', finishedAt: at, because: job.because }
  const steps = withStep(job.steps, index, { state: 'undoing', startedAt: startOf(step, at) })
  return { ...job, steps, step: step.name }
}

/** The undo of a step keeps failing. Those before it are left alone, as what it left may stand on them. */
export function undoGaveUp(
  job: Undoing,
  index: number,
  problems: Problems,
  remains: string,
  at: string,
): Job {
  const startedAt = startOf(job.steps[index], at)
  const steps = withStep(job.steps, index, { state: 'left', startedAt, finishedAt: at })
  const before = steps
    .slice(0, index)
    .filter((step) => step.state === 'done')
    .toReversed()
    .map(({ name }) => ({
      step: name,
      message: `"${name}" was not undone, because what came after it could not be.`,
    }))
  const why = job.because.why === 'failed' ? job.because : { step: job.step, problems }
  return {
    ...headOf(job),
    steps,
    state: 'failed',
    finishedAt: at,
    step: why.step,
    problems: why.problems,
    undone: false,
    leftovers: [
      { step: job.step, message: `${remains} Undoing it failed: ${messages(problems)}` },
      ...before,
    ],
  }
}

/** A step past the point of no return keeps failing: the job ends where it is. */
export function forwardGaveUp(job: Running, index: number, problems: Problems, at: string): Job {
  const startedAt = startOf(job.steps[index], at)
  const steps = withStep(job.steps, index, { state: 'failed', startedAt, finishedAt: at })
  const notReached = steps
    .slice(index + 1)
    .map(({ name }) => ({ step: name, message: `"${name}" was not reached.` }))
  return {
    ...headOf(job),
    steps,
    state: 'failed',
    finishedAt: at,
    step: job.step,
    problems,
    undone: false,
    leftovers: [
      { step: job.step, message: `"${job.step}" is not finished: ${messages(problems)}` },
      ...notReached,
    ],
  }
}

/** The job cannot even be read: what it had begun stays as it is. */
export function cannotResume(job: Job, problems: Problems, at: string): Job {
  const [first, ...others]: JobLeftover[] = job.steps
    .filter((step) => step.state !== 'pending' && step.state !== 'undone')
    .toReversed()
    .map(({ name }) => ({
      step: name,
      message: `"${name}" was begun and neither finished nor undone by Kiste.`,
    }))
  const step = job.state === 'queued' || !('step' in job) ? null : job.step
  const failed = { ...headOf(job), state: 'failed', finishedAt: at, step, problems } as const
  return first ? { ...failed, undone: false, leftovers: [first, ...others] } : { ...failed, undone: true }
}

/**
 * The steps of a journaled job as this version of the program has them: what was begun must be the same, what is pending
 * may have changed. Null if they do not fit.
 */
export function refreshSteps(journaled: readonly JobStep[], fresh: readonly JobStep[]): JobStep[] | null {
  const begun = journaled.filter((step) => step.state !== 'pending')
  if (begun.some((step, index) => fresh[index]?.name !== step.name || fresh[index].final !== step.final))
    return null
  return [...begun, ...fresh.slice(begun.length)]
}

/** All messages of some problems as one text. */
export function messages(problems: readonly Problem[]): string {
  return problems.map((problem) => problem.message).join(' ')
}

function headOf(job: WithoutState<Job>) {
  const { id, kind, title, object, locks, createdAt, steps } = job
  return {
    id,
    kind,
    title,
    object,
    locks,
    createdAt,
    ...(job.actor === undefined ? {} : { actor: job.actor }),
    steps,
  }
}

function withStep(steps: readonly JobStep[], index: number, state: JobStepState): JobStep[] {
  return steps.map((step, at) => (at === index ? { ...bareStep(step), ...state } : step))
}

/** A step without its state. */
export function bareStep({ name, command, final }: StepHead): Pick<JobStep, 'name' | 'command' | 'final'> {
  return { name, ...(command === undefined ? {} : { command }), ...(final ? { final: true } : {}) }
}

interface StepHead {
  readonly name: string
  readonly command?: string | undefined
  readonly final?: boolean | undefined
}

function startOf(step: JobStep | undefined, otherwise: string): string {
  return step && 'startedAt' in step ? step.startedAt : otherwise
}
