import type { MetricSpan, MetricValues } from '../metric-series.ts'

/** What was measured from this time of one day on, for so many seconds. */
export function measured(time: string, seconds: number, mean: MetricValues, max = mean): MetricSpan {
  const fromMs = Date.parse(`2026-11-01T${time}Z`)
  return { fromMs, toMs: fromMs + seconds * 1_000, coveredMs: seconds * 1_000, mean, max }
}
