import type { JobAnswer } from '../contract/schemas/job.ts'
import { formatSeconds } from './format.ts'
import type { Printer } from './printer.ts'
import { jobWords } from './job-words.ts'

/** Shows jobs while they run. */
export interface JobView {
  update(job: JobAnswer): void
  /** A sentence between. */
  say(sentence: string): void
  /** Leaves the last state standing. */
  end(): Promise<void>
}

const leastColumns = 20

/** On a terminal one line a step, drawn again as it changes; without one a plain line as each step ends. */
export async function createJobView(err: Printer, jobs: readonly JobAnswer[]): Promise<JobView> {
  // A serial console's terminal is 0 columns wide until somebody says otherwise.
  if (!err.isTerminal || err.columns < leastColumns) return createPlainView(err, jobs)
  const { createLiveView } = await import('./live-job-view.ts')
  return createLiveView(err, jobs)
}

function createPlainView(err: Printer, jobs: readonly JobAnswer[]): JobView {
  const reported = new Map<string, Set<string>>()
  const prefix = (job: JobAnswer): string => (jobs.length > 1 ? `${job.object.name}: ` : '')
  const update = (job: JobAnswer): void => {
    const seen = reported.get(job.id) ?? new Set()
    reported.set(job.id, seen)
    for (const step of job.steps) {
      if (!('finishedAt' in step)) continue
      const key = `${step.name}\n${step.state}`
      if (seen.has(key)) continue
      seen.add(key)
      err.line(
        `${prefix(job)}${jobWords.stepState[step.state]}: ${jobWords.stepDone(step.name, stepSeconds(step))}`,
      )
    }
  }
  for (const job of jobs) {
    err.line(jobWords.begun(job.title, job.id))
    update(job)
  }
  return { update, say: (sentence) => err.line(sentence), end: async () => undefined }
}

type Step = JobAnswer['steps'][number]

/** How long an ended step took. */
export function stepSeconds(step: Extract<Step, { finishedAt: string }>): string {
  return formatSeconds((Date.parse(step.finishedAt) - Date.parse(step.startedAt)) / 1000)
}
