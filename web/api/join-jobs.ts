import type { Job } from './answers.ts'

/** Older jobs as they were read, and those the live stream tells of, which are newer; newest first. */
export function joinJobs(live: readonly Job[], read: readonly Job[]): Job[] {
  const byId = new Map([...read, ...live].map((job) => [job.id, job]))
  return [...byId.values()].toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
}
