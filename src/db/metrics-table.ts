import { foldSpans, metricSteps, type MetricStep } from '../domain/metric-history.ts'
import type { MetricSpan, MetricValues } from '../domain/metric-series.ts'
import { withDbProblems } from './db-problems.ts'
import type { Db } from './open-db.ts'

export interface MetricRow {
  /** `host`, or the UUID of a VM. */
  readonly subject: string
  readonly step: MetricStep
  /** Exactly one step long. */
  readonly span: MetricSpan
}

/** History of what was measured. What would be too old gives its place to what is new. Throws `ProblemError`. */
export interface MetricsTable {
  /** All of them or none. What is there of the same step already, as from before a restart, is counted in. */
  put(rows: readonly MetricRow[]): void
  /** Steps that touch this time, oldest first. */
  read(subject: string, step: MetricStep, fromMs: number, toMs: number): MetricSpan[]
  /** When the newest one ends; undefined if there is none. */
  endOf(subject: string, step: MetricStep): number | undefined
  /** Takes away what ends after this instant. */
  dropAfter(subject: string, atMs: number): void
  subjects(): string[]
  forget(subject: string): void
}

interface SpanRow {
  from_ms: number
  covered_ms: number
  mean: Buffer
  max: Buffer
}

export function createMetricsTable(db: Db): MetricsTable {
  const add = db.prepare('INSERT INTO metric_subjects (name) VALUES (?) ON CONFLICT DO NOTHING')
  const put = db.prepare(
    `INSERT OR REPLACE INTO metric_spans (subject_id, step_ms, place, from_ms, covered_ms, mean, max)
     SELECT id, @stepMs, @place, @fromMs, @coveredMs, @mean, @max FROM metric_subjects WHERE name = @subject`,
  )
  const read = db.prepare<[object], SpanRow>(
    `SELECT from_ms, covered_ms, mean, max FROM metric_spans JOIN metric_subjects ON id = subject_id
     WHERE name = @subject AND step_ms = @stepMs
     AND from_ms > @fromMs - @stepMs AND from_ms < @toMs ORDER BY from_ms`,
  )
  const newest = db.prepare<[object], { from_ms: number | null }>(
    `SELECT max(from_ms) AS from_ms FROM metric_spans JOIN metric_subjects ON id = subject_id
     WHERE name = @subject AND step_ms = @stepMs`,
  )
  const dropAfter = db.prepare(
    `DELETE FROM metric_spans WHERE from_ms + step_ms > @atMs
     AND subject_id = (SELECT id FROM metric_subjects WHERE name = @subject)`,
  )
  const subjects = db.prepare<[], { name: string }>('SELECT name FROM metric_subjects ORDER BY name')
  const forget = db.prepare('DELETE FROM metric_subjects WHERE name = ?')
  const guard = <T>(run: () => T): T => withDbProblems(db.name, run)

  const spansIn = (subject: string, step: MetricStep, fromMs: number, toMs: number): MetricSpan[] => {
    const { stepMs } = metricSteps[step]
    return read.all({ subject, stepMs, fromMs, toMs }).map((row) => fromRow(row, stepMs))
  }
  const putAll = db.transaction((rows: readonly MetricRow[]) => {
    for (const { subject, step, span } of rows) {
      const { stepMs, kept } = metricSteps[step]
      add.run(subject)
      const there = spansIn(subject, step, span.fromMs, span.toMs)
      for (const { fromMs, coveredMs, mean, max } of foldSpans([...there, span], stepMs))
        put.run({
          subject,
          stepMs,
          place: (fromMs / stepMs) % kept,
          fromMs,
          coveredMs,
          mean: toBlob(mean),
          max: toBlob(max),
        })
    }
  })
  return {
    put: (rows) => guard(() => putAll(rows)),
    read: (subject, step, fromMs, toMs) => guard(() => spansIn(subject, step, fromMs, toMs)),
    endOf: (subject, step) =>
      guard(() => {
        const { stepMs } = metricSteps[step]
        const fromMs = newest.get({ subject, stepMs })?.from_ms ?? null
        return fromMs === null ? undefined : fromMs + stepMs
      }),
    dropAfter: (subject, atMs) => guard(() => void dropAfter.run({ subject, atMs })),
    subjects: () => guard(() => subjects.all().map(({ name }) => name)),
    forget: (subject) => guard(() => void forget.run(subject)),
  }
}

function fromRow({ from_ms, covered_ms, mean, max }: SpanRow, stepMs: number): MetricSpan {
  return {
    fromMs: from_ms,
    toMs: from_ms + stepMs,
    coveredMs: covered_ms,
    mean: fromBlob(mean),
    max: fromBlob(max),
  }
}

const valueBytes = 4

function toBlob(values: MetricValues): Buffer {
  const blob = Buffer.alloc(values.length * valueBytes)
  for (const [index, value] of values.entries()) blob.writeFloatLE(value ?? NaN, index * valueBytes)
  return blob
}

function fromBlob(blob: Buffer): MetricValues {
  return Array.from({ length: Math.floor(blob.length / valueBytes) }, (_, index) => {
    const value = blob.readFloatLE(index * valueBytes)
    return Number.isNaN(value) ? null : value
  })
}
