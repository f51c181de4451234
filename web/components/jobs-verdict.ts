import { openJobStates } from '../../src/domain/job.ts'
import type { MessageKey } from '../messages/message.ts'
import type { Tone } from '../ui/tone.ts'
import { jobTitle } from './job-title.ts'
import type { Verdict } from './verdict.ts'
import type { Job } from '../api/answers.ts'

export function isOpen({ state }: Pick<Job, 'state'>): boolean {
  return openJobStates.some((open) => open === state)
}

interface JobCondition {
  readonly tone: Tone
  readonly word: MessageKey
  readonly lead: MessageKey
}

const conditions: Readonly<Record<Job['state'], JobCondition>> = {
  queued: { tone: 'off', word: 'job.state.queued', lead: 'job.verdict.queued' },
  running: { tone: 'busy', word: 'job.state.running', lead: 'job.verdict.running' },
  cancelling: { tone: 'busy', word: 'job.state.cancelling', lead: 'job.verdict.cancelling' },
  undoing: { tone: 'busy', word: 'job.state.undoing', lead: 'job.verdict.undoing' },
  done: { tone: 'ok', word: 'job.state.done', lead: 'job.verdict.done' },
  undone: { tone: 'off', word: 'job.state.undone', lead: 'job.verdict.undone' },
  failed: { tone: 'broken', word: 'job.state.failed', lead: 'job.verdict.failed' },
}

const holdsStill: JobCondition = { tone: 'look', word: 'job.state.held', lead: 'job.verdict.held' }

export function jobCondition(job: Job): JobCondition {
  if ('held' in job && job.held) return holdsStill
  const condition = conditions[job.state]
  // Nothing is broken, but what somebody wanted did not happen.
  return hasFailed(job) && job.state === 'undone' ? { ...condition, tone: 'look' } : condition
}

/** Whether it ended otherwise than it was meant to, and nobody had it cancelled. */
export function hasFailed(job: Job): boolean {
  return job.state === 'failed' || (job.state === 'undone' && job.because.why === 'failed')
}

/** How one job stands. */
export function jobVerdict(job: Job): Verdict {
  const { tone, lead } = jobCondition(job)
  const title = jobTitle(job)
  const failure =
    job.state === 'failed'
      ? job
      : job.state === 'undone' && job.because.why === 'failed'
        ? job.because
        : undefined
  return {
    tone,
    lead: { key: lead, values: { title } },
    rest:
      failure?.step === undefined || failure.step === null
        ? []
        : [{ key: 'job.verdict.failedAt', values: { step: { daemon: failure.step } } }],
  }
}

/** How the jobs stand as a whole: what is under way, else how the last one ended. */
export function jobsVerdict(jobs: readonly Job[]): Verdict {
  const open = jobs.filter(isOpen)
  const [last] = jobs
  if (open.length > 0)
    return { tone: 'busy', lead: { key: 'jobs.verdict.open', values: { count: open.length } }, rest: [] }
  if (!last)
    return { tone: 'off', lead: { key: 'jobs.verdict.none' }, rest: [{ key: 'jobs.verdict.noneMeans' }] }
  return hasFailed(last)
    ? {
        tone: jobCondition(last).tone,
        lead: { key: 'jobs.verdict.lastFailed', values: { title: jobTitle(last) } },
        rest: [],
      }
    : { tone: 'ok', lead: { key: 'jobs.verdict.quiet' }, rest: [] }
}
