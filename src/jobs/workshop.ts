import type { JobLogTable } from '../db/job-log-table.ts'
import type { JobsTable } from '../db/jobs-table.ts'
import type { Db } from '../db/open-db.ts'
import type { Job, JobLogLine } from '../domain/job.ts'
import type { FaultPoint } from './job-engine.ts'

/** What all jobs of one engine share. */
export interface Workshop {
  readonly db: Db
  readonly jobs: JobsTable
  readonly jobLog: JobLogTable
  readonly retryDelaysMs: readonly number[]
  /** The pause before a journal that cannot be written is tried again. */
  readonly journalRetryMs: number
  readonly now: () => string
  readonly onChange: (job: Job) => void
  readonly onLog: (jobId: string, lines: readonly JobLogLine[]) => void
  readonly onTrouble: (message: string, error: unknown) => void
  readonly faultPoint: (point: FaultPoint) => void | Promise<void>
}
