import type { BenchFigures, BenchPattern } from '../../../domain/pool-bench.ts'

interface FioSide {
  readonly bw_bytes?: unknown
  readonly iops?: unknown
  readonly total_ios?: unknown
  readonly clat_ns?: { readonly percentile?: Readonly<Record<string, unknown>> }
}

interface FioJob {
  readonly error?: unknown
  readonly read?: FioSide
  readonly write?: FioSide
  readonly sync?: { readonly lat_ns?: { readonly percentile?: Readonly<Record<string, unknown>> } }
}

/**
 * Reads what `fio --output-format=json` says of its one group of jobs (checked on 3.33; fio's HOWTO, "Normal output" names the fields). Lines
 * before the document are warnings. Throws an error that says what is missing.
 */
export function readFio(stdout: string, pattern: BenchPattern): BenchFigures {
  const begins = stdout.indexOf('{\n')
  if (begins < 0) throw new Error(`fio gave no report: ${stdout.trim().slice(0, 300)}`)
  const { jobs } = JSON.parse(stdout.slice(begins)) as { readonly jobs?: readonly FioJob[] }
  const [job] = jobs ?? []
  if (job === undefined) throw new Error('fio reported on no job')
  if (job.error !== 0) throw new Error(`fio ended with error ${String(job.error)}`)
  const side = pattern === 'sequential-read' || pattern === 'random-read' ? job.read : job.write
  if (number(side?.total_ios, 'total_ios') === 0) throw new Error(`fio did nothing in ${pattern}`)
  // The time of a safe write is mostly that of the wait after it.
  const percentile = pattern === 'sync-write' ? job.sync?.lat_ns?.percentile : side?.clat_ns?.percentile
  return {
    bytesPerSecond: number(side?.bw_bytes, 'bw_bytes'),
    perSecond: number(side?.iops, 'iops'),
    p99Milliseconds: number(percentile?.['99.000000'], 'the 99th percentile') / 1e6,
  }
}

function number(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new Error(`fio did not report ${name}`)
}
