import type {
  CompressionReport,
  DedupReport,
  PoolAdviceReport,
} from '../../../src/domain/pool-advice-report.ts'
import type { BenchReport } from '../../../src/domain/pool-bench.ts'
import { hasFailed, isOpen } from '../../components/jobs-verdict.ts'
import type { Job } from '../../api/answers.ts'

/** A measurement of a pool that came to its end, and the job it was. */
export interface Measured<Report> {
  readonly job: string
  readonly finishedAt: string
  readonly report: Report
}

/** How the measuring of a pool stands: the last of each, what is under way, and the newest job where that one failed. */
export interface Measurements {
  readonly dedup: Measured<DedupReport> | undefined
  readonly compression: Measured<CompressionReport> | undefined
  readonly bench: Measured<BenchReport> | undefined
  /** The compression that was set on datasets since the last look at it. */
  readonly set: ReadonlyMap<string, string>
  readonly open: readonly Job[]
  readonly failed: Job | undefined
}

const kinds: readonly string[] = ['pool.advise', 'pool.bench']

/** `jobs`: newest first. */
export function measurementsOf(pool: string, jobs: readonly Job[]): Measurements {
  const own = jobs.filter(
    ({ kind, object }) => kinds.includes(kind) && object.type === 'pool' && object.name === pool,
  )
  const [newest] = own
  const compression = lastOf(own, (report) =>
    isAdvice(report) && report.question === 'compression' ? report : undefined,
  )
  return {
    dedup: lastOf(own, (report) => (isAdvice(report) && report.question === 'dedup' ? report : undefined)),
    compression,
    bench: lastOf(own, (report) => (isBench(report) ? report : undefined)),
    set: new Map(compression && jobs.flatMap((job) => setAfter(job, compression.finishedAt)).toReversed()),
    open: own.filter(isOpen),
    failed: newest && hasFailed(newest) ? newest : undefined,
  }
}

function lastOf<Report>(
  jobs: readonly Job[],
  read: (report: object) => Report | undefined,
): Measured<Report> | undefined {
  for (const job of jobs) {
    if (job.state !== 'done' || typeof job.result !== 'object' || job.result === null) continue
    const report = read(job.result)
    if (report !== undefined) return { job: job.id, finishedAt: job.finishedAt, report }
  }
  return undefined
}

/** What a job set, on which dataset; of jobs that ended earlier nothing. */
function setAfter(job: Job, at: string): readonly (readonly [dataset: string, compression: string])[] {
  if (job.state !== 'done' || job.kind !== 'pool.set' || Date.parse(job.finishedAt) < Date.parse(at))
    return []
  const { set } = (job.result ?? {}) as { readonly set?: readonly Setting[] }
  return (set ?? [])
    .filter(({ property }) => property === 'compression')
    .map(({ dataset, value }) => [dataset, value] as const)
}

interface Setting {
  readonly property: string
  readonly value: string
  readonly dataset: string
}

// A job's result is open JSON; that of another version may be another.

function isAdvice(result: object): result is PoolAdviceReport {
  if (!isReport(result) || !('question' in result) || !isList(result, 'leftOut')) return false
  return result.question === 'dedup' ? 'tableMemoryBytes' in result : isList(result, 'datasets')
}

function isBench(result: object): result is BenchReport {
  return isReport(result) && isList(result, 'rows')
}

function isReport(result: object): boolean {
  return 'sentence' in result && typeof result.sentence === 'string' && isList(result, 'notes')
}

function isList(result: object, field: string): boolean {
  return Array.isArray((result as Readonly<Record<string, unknown>>)[field])
}
