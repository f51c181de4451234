import type { JobsTable } from '../db/jobs-table.ts'

export const historyKeep = 1_000
export const historyDays = 90

/** Removes finished jobs beyond the newest 1,000 and those that ended more than 90 days ago. Returns how many. */
export function pruneHistory(jobs: JobsTable, now: Date): number {
  const since = new Date(now.getTime() - historyDays * 24 * 60 * 60 * 1_000)
  return jobs.prune(historyKeep, since.toISOString())
}
