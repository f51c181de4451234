import type { JobEndpoint } from '../contract/endpoints.ts'
import { exitCodes } from '../contract/errors.ts'
import type { JobAnswer } from '../contract/schemas/job.ts'
import type { PlanAnswer } from '../contract/schemas/plan.ts'
import { CliError, exitCodeOf } from './cli-error.ts'
import type { Input } from '../contract/input.ts'
import type { Context } from './command.ts'
import { jsonText, type Printer, type Text } from './printer.ts'
import { sayProblem } from './report.ts'
import { jobWords } from './job-words.ts'
import { words } from './words.ts'

/** One change to ask for. */
export interface Wish {
  /** What `--dry-run` asks. */
  preview(): Promise<PlanAnswer>
  submit(): Promise<JobAnswer>
  /** Lines for people once it is done, the next command last. */
  done(job: JobAnswer): Promise<readonly (readonly Text[])[]> | readonly (readonly Text[])[]
}

/** A wish from an endpoint and its input. */
export function wish<Name extends JobEndpoint>(
  ctx: Context,
  name: Name,
  input: Input<Name>,
  done: Wish['done'] = (job) => [[jobWords.done(job.title)]],
): Wish {
  return {
    preview: () => ctx.client.preview(name, input),
    submit: () => ctx.client.submit(name, input),
    done,
  }
}

/**
 * Does what a change verb does, for one object or several: shows the plans, or submits the jobs and waits for them.
 * With `--json` one wish prints one document and several (`many`) print an array. Returns the exit code; 6 when only some failed.
 */
export async function change(
  ctx: Context,
  wishes: readonly Wish[],
  options: { readonly many?: boolean } = {},
): Promise<number> {
  if (ctx.dryRun) return showPlans(ctx, wishes, options.many === true)
  const errors: CliError[] = []
  const submitted: { readonly wish: Wish; readonly job: JobAnswer }[] = []
  for (const wish of wishes) {
    try {
      submitted.push({ wish, job: await wish.submit() })
    } catch (error) {
      errors.push(foreseen(error, wishes.length))
    }
  }
  if (!ctx.wait) {
    print(
      ctx,
      submitted.map(({ job }) => job),
      options.many === true,
      (job) => [[job.id]],
    )
    return finish(ctx, errors, wishes.length)
  }
  const { waitForJobs } = await import('./wait-for-jobs.ts')
  const waited = await waitForJobs(
    ctx,
    submitted.map(({ job }) => job),
  )
  const ended = waited.jobs.filter((job) => job.state === 'done')
  const lines = new Map<string, readonly (readonly Text[])[]>()
  if (!ctx.json && !waited.left)
    for (const job of ended) {
      const wish = submitted.find((one) => one.job.id === job.id)?.wish
      if (wish) lines.set(job.id, await wish.done(job))
    }
  print(ctx, waited.left ? ended : waited.jobs, options.many === true, (job) => lines.get(job.id) ?? [])
  if (waited.left || waited.cancelled) return exitCodes.interrupted
  for (const job of waited.jobs) {
    const error = jobError(job)
    if (error) errors.push(error)
  }
  return finish(ctx, errors, wishes.length)
}

function print(
  ctx: Context,
  jobs: readonly JobAnswer[],
  many: boolean,
  lines: (job: JobAnswer) => readonly (readonly Text[])[],
): void {
  if (!ctx.json) {
    for (const job of jobs) for (const line of lines(job)) ctx.out.line(...line)
    return
  }
  const document: unknown = many ? jobs : jobs[0]
  if (document !== undefined) ctx.out.raw(`${jsonText(document, 2)}\n`)
}

/** A failed submission of one among several is kept for the end; the daemon being away concerns all of them. */
function foreseen(error: unknown, count: number): CliError {
  if (!(error instanceof CliError)) throw error
  if (count === 1 || error.exitCode === exitCodes.unreachable) throw error
  return error
}

/** Says all that failed and gives the exit code: that of the one failure, or 6 when others went well. */
function finish(ctx: Context, errors: readonly CliError[], count: number): number {
  const [first] = errors
  if (!first) return exitCodes.ok
  if (ctx.json) {
    const problems = errors.flatMap((error) => error.problems)
    ctx.err.raw(`${jsonText({ problems, ...(first.requestId ? { requestId: first.requestId } : {}) })}\n`)
  } else {
    for (const error of errors) for (const problem of error.problems) sayProblem(problem, ctx.err)
    if (count > 1) ctx.err.line(words.partial(errors.length, count))
  }
  if (errors.length < count) return exitCodes.partial
  return errors.every((error) => error.exitCode === first.exitCode) ? first.exitCode : exitCodes.failed
}

/** Why a finished job is no success, in whole sentences; undefined if it is one. */
export function jobError(job: JobAnswer): CliError | undefined {
  switch (job.state) {
    case 'queued':
    case 'running':
    case 'cancelling':
    case 'undoing':
    case 'done':
      return undefined
    case 'undone': {
      if (job.because.why === 'cancelled')
        return new CliError([{ code: 'cancelled', message: jobWords.cancelled(job.title) }])
      const after = jobWords.undone(job.because.step)
      return failure(job.because.problems, after)
    }
    case 'failed': {
      const leftovers = job.undone
        ? []
        : job.leftovers.map((leftover) => jobWords.leftover(leftover.step, leftover.message))
      return failure(job.problems, [jobWords.failedAt(job.step), ...leftovers].join(' '))
    }
  }
}

function failure(problems: readonly CliError['problems'][number][], after: string): CliError {
  const [first, ...others] = problems
  if (!first) return new CliError([{ code: 'internal', message: after }])
  const message = `${first.message.replace(/[^.!?]$/, '$&.')} ${after}`
  return new CliError([{ ...first, message }, ...others], {
    exitCode: exitCodeOf(first),
  })
}

async function showPlans(ctx: Context, wishes: readonly Wish[], many: boolean): Promise<number> {
  const plans: PlanAnswer[] = []
  const errors: CliError[] = []
  for (const wish of wishes) {
    try {
      plans.push(await wish.preview())
    } catch (error) {
      errors.push(foreseen(error, wishes.length))
    }
  }
  if (ctx.json) {
    const document: unknown = many ? plans : plans[0]
    if (document !== undefined) ctx.out.raw(`${jsonText(document, 2)}\n`)
  } else for (const plan of plans) showPlan(ctx, plan)
  return finish(ctx, errors, wishes.length)
}

/** A plan for people, on stdout or, before a question, on the terminal. */
export function showPlan(ctx: Context, plan: PlanAnswer, to: Printer = ctx.out): void {
  to.line({ style: 'bold', text: plan.title })
  plan.steps.forEach((step, index) => {
    to.line(`  ${index + 1}. ${step.title}`)
    if (step.command) to.line('     ', { style: 'dim', text: step.command })
  })
  for (const loss of plan.losses ?? []) to.line({ style: 'red', text: `  Lost for good: ${loss}` })
  for (const note of plan.notes) to.line(`  Note: ${note}`)
}
