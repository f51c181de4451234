import type {
  CompressionReport,
  DatasetReport,
  DedupReport,
} from '../../../../src/domain/pool-advice-report.ts'
import type { Job } from '../../../api/answers.ts'
import type { Measured, Measurements } from '../measurements.ts'

export function dedupReport(changes: Partial<DedupReport> = {}): DedupReport {
  return {
    question: 'dedup',
    pool: 'tank',
    advice: 'no',
    sentence: 'No.',
    ratio: 1,
    ratioAtMost: 1,
    savedBytes: 0,
    tableEntries: 1,
    tableMemoryBytes: 320,
    readBytes: 1,
    readShare: 1,
    leftOut: [],
    notes: [],
    ...changes,
  }
}

export function datasetReport(changes: Partial<DatasetReport> = {}): DatasetReport {
  return {
    dataset: 'tank/films',
    blockBytes: 131_072,
    compression: 'lz4',
    blocks: 256,
    advice: 'no',
    sentence: 'Leave lz4 on.',
    storedNow: 1,
    stored: { lz4: 0.6, zstd: 0.5 },
    notes: [],
    ...changes,
  }
}

export function compressionReport(...datasets: readonly DatasetReport[]): CompressionReport {
  return {
    question: 'compression',
    pool: 'tank',
    sentence: 'Leave compression as it is.',
    readBytes: 1,
    datasets,
    leftOut: [],
    notes: [],
  }
}

export const benchReport = { sentence: 'Volumes and raw files are alike.', rows: [], notes: [] } as const

/** A job that ended at this minute with that result. */
export function doneJob(minute: number, kind: string, result: unknown, pool = 'tank'): Job {
  const at = `2026-03-01T12:${String(minute).padStart(2, '0')}:00Z`
  return { ...jobHead(minute, kind, pool), state: 'done', startedAt: at, finishedAt: at, result }
}

export function jobHead(minute: number, kind: string, pool = 'tank') {
  return {
    id: `job ${minute}`,
    kind,
    title: kind,
    object: { type: 'pool', name: pool },
    locks: [],
    createdAt: `2026-03-01T12:${String(minute).padStart(2, '0')}:00Z`,
    steps: [],
  } as const
}

export function measured<Report>(report: Report): Measured<Report> {
  return { job: 'job', finishedAt: '2026-03-01T12:00:00Z', report }
}

export const nothing: Measurements = {
  dedup: undefined,
  compression: undefined,
  bench: undefined,
  set: new Map(),
  open: [],
  failed: undefined,
}
