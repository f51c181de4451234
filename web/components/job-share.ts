import type { Job } from '../api/answers.ts'

/** How far a job is, 0 to 1: by its steps, and within the running one by what it says. Undefined while it only waits. */
export function jobShare(job: Job): number | undefined {
  if (job.state === 'queued' || job.steps.length === 0) return undefined
  const ended = job.steps.filter(({ state }) => state !== 'pending' && state !== 'running').length
  const progress = job.state === 'running' ? job.progress : undefined
  const within =
    progress && progress.total !== null && progress.total > 0 ? progress.done / progress.total : 0
  return Math.min(1, (ended + Math.min(1, within)) / job.steps.length)
}
