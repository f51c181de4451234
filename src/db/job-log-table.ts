import type { JobLogLine } from '../domain/job.ts'
import { withDbProblems } from './db-problems.ts'
import type { Db } from './open-db.ts'

export interface JobLogTable {
  /** Adds lines and drops all but the newest `keep` of the job. */
  append(jobId: string, lines: readonly JobLogLine[], keep: number): void
  /** Oldest first. */
  list(jobId: string): JobLogLine[]
  /** The number of the newest line; 0 if there is none. */
  lastN(jobId: string): number
}

/** What the steps of jobs have said. */
export function createJobLogTable(db: Db): JobLogTable {
  const insert = db.prepare('INSERT INTO job_log (job_id, n, at, step, text) VALUES (?, ?, ?, ?, ?)')
  const trim = db.prepare('DELETE FROM job_log WHERE job_id = ? AND n <= ?')
  const list = db.prepare<[string], JobLogLine>(
    'SELECT n, at, step, text FROM job_log WHERE job_id = ? ORDER BY n',
  )
  const lastN = db
    .prepare<[string], number>('SELECT coalesce(max(n), 0) FROM job_log WHERE job_id = ?')
    .pluck()
  const append = db.transaction((jobId: string, lines: readonly JobLogLine[], keep: number) => {
    for (const { n, at, step, text } of lines) insert.run(jobId, n, at, step, text)
    trim.run(jobId, (lines.at(-1)?.n ?? 0) - keep)
  })
  return {
    append: (jobId, lines, keep) => withDbProblems(db.name, () => append(jobId, lines, keep)),
    list: (jobId) => withDbProblems(db.name, () => list.all(jobId)),
    lastN: (jobId) => withDbProblems(db.name, () => lastN.get(jobId) ?? 0),
  }
}
