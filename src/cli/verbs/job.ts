import type { JobAnswer } from '../../contract/schemas/job.ts'
import { answer } from '../answer.ts'
import { jobError } from '../change.ts'
import { exitCodes } from '../../contract/errors.ts'
import type { Context } from '../command.ts'
import { formatSeconds, formatTime } from '../format.ts'
import { given } from '../given.ts'
import { report, sayProblem } from '../report.ts'
import { printTable } from '../table.ts'
import { hasEnded, holdOf, waitForJobs } from '../wait-for-jobs.ts'
import { conditionText, type Condition } from '../vm-state.ts'
import { jobWords } from '../job-words.ts'
import { words } from '../words.ts'

type ShownState = JobAnswer['state'] | 'held'

/** What people see as its state: one that holds still is neither queued nor running. */
const shownState = (job: JobAnswer): ShownState => (holdOf(job) === undefined ? job.state : 'held')

const conditions: Readonly<Record<ShownState, Condition>> = {
  held: 'broken',
  queued: 'off',
  running: 'runs',
  cancelling: 'look',
  undoing: 'look',
  done: 'off',
  undone: 'look',
  failed: 'broken',
}

export async function listJobs(
  ctx: Context,
  input: {
    readonly open?: boolean | undefined
    readonly limit?: number | undefined
    readonly pool?: string | undefined
  },
): Promise<void> {
  const jobs = await ctx.client.call('listJobs', {
    query: given({ limit: input.limit ?? 20, open: input.open, pool: input.pool }),
  })
  const titles = jobWords.columns
  answer(ctx, jobs, () => {
    if (jobs.length === 0) ctx.err.line(jobWords.none)
    else
      printTable(
        ctx.out,
        [
          { title: titles.id, cell: (job) => job.id },
          {
            title: titles.state,
            cell: (job) =>
              conditionText(conditions[shownState(job)], jobWords.state[shownState(job)], ctx.out.unicode),
          },
          { title: titles.created, cell: (job) => formatTime(job.createdAt) },
          { title: titles.took, align: 'right', cell: tookText },
          { title: titles.title, cell: (job) => job.title },
        ],
        jobs,
      )
  })
}

function tookText(job: JobAnswer): string {
  if (!('finishedAt' in job)) return '-'
  const from = 'startedAt' in job ? job.startedAt : job.createdAt
  return formatSeconds((Date.parse(job.finishedAt) - Date.parse(from)) / 1000)
}

export async function showJob(ctx: Context, id: string): Promise<void> {
  const job = await ctx.client.call('getJob', { params: { job: id } })
  answer(ctx, job, () => {
    ctx.out.line(
      conditionText(
        conditions[shownState(job)],
        jobWords.verdict[shownState(job)](job.title),
        ctx.out.unicode,
      ),
      tookText(job) === '-' ? '' : ` ${jobWords.took(tookText(job))}`,
    )
    for (const step of job.steps) {
      const seconds =
        'finishedAt' in step
          ? `, ${formatSeconds((Date.parse(step.finishedAt) - Date.parse(step.startedAt)) / 1000)}`
          : ''
      ctx.out.line(`  ${step.name}: ${jobWords.stepState[step.state]}${seconds}`)
      if (step.command) ctx.out.line('    ', { style: 'dim', text: step.command })
    }
    for (const problem of holdOf(job)?.problems ?? jobError(job)?.problems ?? []) sayProblem(problem, ctx.out)
    ctx.out.line(words.next(hasEnded(job) ? `kiste job log ${job.id}` : `kiste job follow ${job.id}`))
  })
}

export async function showJobLog(ctx: Context, id: string): Promise<void> {
  const log = await ctx.client.call('getJobLog', { params: { job: id } })
  answer(ctx, log, () => {
    for (const line of log.lines)
      ctx.out.line(
        { style: 'dim', text: clockTime(line.at) },
        line.step === null ? ' ' : ` ${line.step}: `,
        line.text,
      )
  })
}

function clockTime(iso: string): string {
  const at = new Date(iso)
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}

export async function followJob(ctx: Context, id: string): Promise<number> {
  const job = await ctx.client.call('getJob', { params: { job: id } })
  return waitFor(ctx, job)
}

/** Waits for a job that others began, then says how it ended. */
async function waitFor(ctx: Context, job: JobAnswer): Promise<number> {
  const waited = await waitForJobs(ctx, [job])
  const [last = job] = waited.jobs
  if (waited.left) return exitCodes.interrupted
  answer(ctx, last, () => {
    if (last.state === 'done') ctx.out.line(jobWords.done(last.title))
  })
  if (waited.cancelled) return exitCodes.interrupted
  const error = jobError(last)
  return error ? report(error, ctx.json, ctx.err) : exitCodes.ok
}

/** Asks for the cancelling and waits until all is undone; a job that turned back as wished is a success. */
export async function cancelJob(ctx: Context, id: string): Promise<number> {
  const job = await ctx.client.call('cancelJob', { params: { job: id } })
  const waited = await waitForJobs(ctx, [job])
  const [last = job] = waited.jobs
  if (waited.left) return exitCodes.interrupted
  const undone = last.state === 'undone'
  answer(ctx, last, () => {
    if (undone) ctx.out.line(jobWords.cancelled(last.title))
  })
  if (undone) return exitCodes.ok
  const error = jobError(last)
  if (error) return report(error, ctx.json, ctx.err)
  if (!ctx.json) ctx.err.line(jobWords.tooLate(last.title))
  return exitCodes.conflict
}
