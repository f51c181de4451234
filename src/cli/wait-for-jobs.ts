import { finishedJobStates } from '../domain/job.ts'
import { asError, messageOf } from '../domain/thrown.ts'
import type { JobAnswer } from '../contract/schemas/job.ts'
import { exitCodes } from '../contract/errors.ts'
import { CliError } from './cli-error.ts'
import type { Client } from './client.ts'
import type { Context } from './command.ts'
import { followEvents } from './events.ts'
import { createJobView, type JobView } from './job-view.ts'
import { jobWords } from './job-words.ts'

export interface Waited {
  /** As last seen, in the order asked for. */
  readonly jobs: readonly JobAnswer[]
  /** The person left with Ctrl-C; the jobs go on. */
  readonly left: boolean
  /** The person cancelled with a second Ctrl-C. */
  readonly cancelled: boolean
}

/** After the first Ctrl-C, how long a second one can still cancel. */
const secondInterruptMs = 2_000
/** Events are only quick; looking now and then makes sure that a lost one costs no more than this. */
const lookAgainMs = 3_000

export function hasEnded(job: JobAnswer): boolean {
  return finishedJobStates.some((state) => state === job.state)
}

/** Why an open job holds still; undefined while it goes on. */
export function holdOf(job: JobAnswer) {
  return 'held' in job ? job.held : undefined
}

/**
 * Shows the jobs on stderr until all have ended. The first Ctrl-C leaves them alone, a second one within two seconds cancels them and
 * waits for the undoing, a third one leaves at once.
 */
export async function waitForJobs(ctx: Context, jobs: readonly JobAnswer[]): Promise<Waited> {
  const latest = new Map(jobs.map((job) => [job.id, job]))
  const open = (): JobAnswer[] => [...latest.values()].filter((job) => !hasEnded(job))
  const view = await createJobView(ctx.err, jobs)
  const abort = new AbortController()
  let interrupts = 0
  let cancelled = false
  let leaving: NodeJS.Timeout | undefined
  const release = ctx.io.onInterrupt(() => {
    interrupts++
    if (interrupts === 1) {
      const ids = open().map((job) => job.id)
      view.say(jobWords.detached(ids))
      view.say(jobWords.cancelHint)
      leaving = setTimeout(() => abort.abort(), secondInterruptMs)
    } else if (interrupts === 2) {
      clearTimeout(leaving)
      view.say(jobWords.cancelling)
      cancelled = true
      cancelAll(ctx.client, open(), view).catch(() => abort.abort())
    } else abort.abort()
  })
  try {
    await followJobs(ctx.client, open, abort.signal, {
      onJob: (job) => {
        const before = latest.get(job.id)
        if (before === undefined) return
        latest.set(job.id, job)
        view.update(job)
        const sentence = holdSentence(before, job)
        if (sentence !== undefined) view.say(sentence)
      },
      onAway: () => view.say(jobWords.away),
    })
  } finally {
    clearTimeout(leaving)
    release()
    await view.end()
  }
  return {
    jobs: jobs.map((job) => latest.get(job.id) ?? job),
    left: open().length > 0,
    cancelled: cancelled && [...latest.values()].some((job) => job.state === 'undone'),
  }
}

/** Said when a job begins to hold still, and when it goes on. */
function holdSentence(before: JobAnswer, now: JobAnswer): string | undefined {
  const [was, is] = [holdOf(before), holdOf(now)]
  if (is !== undefined && was === undefined)
    return jobWords.held(now.title, is.problems.map(({ message }) => message).join(' '))
  return was !== undefined && is === undefined ? jobWords.goesOn(now.title) : undefined
}

async function cancelAll(client: Client, jobs: readonly JobAnswer[], view: JobView): Promise<void> {
  for (const job of jobs) {
    try {
      await client.call('cancelJob', { params: { job: job.id } })
    } catch (error) {
      // Past the point of no return it says so and goes on to its end, which is then waited for.
      view.say(messageOf(error))
      if (error instanceof CliError && error.exitCode === exitCodes.unreachable) throw error
    }
  }
}

interface Follower {
  onJob(job: JobAnswer): void
  onAway(): void
}

/** Calls back with every change of the open jobs until none is open, or the signal aborts. */
export async function followJobs(
  client: Client,
  open: () => readonly JobAnswer[],
  signal: AbortSignal,
  follower: Follower,
): Promise<void> {
  if (open().length === 0) return
  const ended = new AbortController()
  const stop = AbortSignal.any([signal, ended.signal])
  let failure: Error | undefined
  const look = async (): Promise<void> => {
    try {
      for (const { id } of open()) {
        const job = await client.call('getJob', { params: { job: id } }, { signal: stop })
        if (!stop.aborted) follower.onJob(job)
      }
      if (open().length === 0) ended.abort()
    } catch (error) {
      if (stop.aborted || isAway(error)) return
      failure = asError(error)
      ended.abort()
    }
  }
  let looking = Promise.resolve()
  const lookSoon = (): void => {
    looking = looking.then(look)
  }
  const timer = setInterval(lookSoon, lookAgainMs)
  try {
    for await (const event of followEvents(client, {
      signal: stop,
      onOpen: lookSoon,
      onAway: () => follower.onAway(),
    })) {
      if (event.type === 'job') follower.onJob(event.job)
      else if (event.type === 'reset') lookSoon()
      if (open().length === 0) break
    }
  } finally {
    clearInterval(timer)
    ended.abort()
    await looking
  }
  if (failure !== undefined) throw failure
}

/** The daemon being away is the event stream's to notice and to give up on. */
function isAway(error: unknown): boolean {
  return error instanceof CliError && error.exitCode === exitCodes.unreachable
}
