import { gapMs } from '../../src/domain/metric-columns.ts'
import { metricSteps } from '../../src/domain/metric-history.ts'
import { rangeMs, type MetricRange } from '../../src/domain/metric-window.ts'

type Values = Readonly<Record<string, readonly (number | null)[]>>

/** What was measured, of whomever: a column a series. */
export interface MetricsRead {
  readonly from: string
  readonly to: string
  readonly detail: string
  readonly atMs: readonly number[]
  readonly mean: Values
  readonly max: Values
}

export interface Sample {
  readonly fromMs: number
  readonly atMs: number
  readonly values: Readonly<Record<string, number | null>>
}

/** What becomes of what was read, after one more measurement. */
export type AfterSample =
  | { readonly next: 'show'; readonly metrics: MetricsRead }
  | { readonly next: 'keep' }
  /** It is no longer what the daemon would answer. */
  | { readonly next: 'read again' }

const stepsMs: Readonly<Record<Exclude<MetricRange, 'hour'>, number>> = {
  day: metricSteps.minute.stepMs,
  month: metricSteps.quarter.stepMs,
}

/** The last hour grows at its end by what is measured; of coarser ones a new step is read once there is one. */
export function addSample(metrics: MetricsRead, range: MetricRange, sample: Sample): AfterSample {
  const lastMs = metrics.atMs.at(-1)
  if (lastMs === undefined) return { next: 'read again' }
  if (range !== 'hour')
    return sample.atMs - lastMs >= stepsMs[range] ? { next: 'read again' } : { next: 'keep' }
  // What came before this one is not here, or the clock was set: the daemon knows.
  if (sample.fromMs - lastMs > gapMs || sample.atMs < lastMs - gapMs) return { next: 'read again' }
  if (sample.atMs <= lastMs) return { next: 'keep' }
  const fromMs = sample.atMs - rangeMs.hour
  const first = metrics.atMs.findIndex((atMs) => atMs > fromMs)
  const grown = (columns: Values): Values =>
    Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [
        name,
        [...values.slice(first), sample.values[name] ?? null],
      ]),
    )
  return {
    next: 'show',
    metrics: {
      ...metrics,
      from: new Date(fromMs).toISOString(),
      to: new Date(sample.atMs).toISOString(),
      atMs: [...metrics.atMs.slice(first), sample.atMs],
      mean: grown(metrics.mean),
      max: grown(metrics.max),
    },
  }
}
