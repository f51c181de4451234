import { foldSpans } from '../../src/domain/metric-history.ts'
import type { MetricSpan } from '../../src/domain/metric-series.ts'
import type { MetricRange } from '../../src/domain/metric-window.ts'
import type { MetricsRead } from '../api/add-sample.ts'

/** What a row of the table stands for: as fine as a hundred rows can be. A plot has thirty times as many points, which nobody reads. */
export const tableStepMs: Readonly<Record<MetricRange, number>> = {
  hour: 60_000,
  day: 15 * 60_000,
  month: 8 * 3_600_000,
}

export interface TableRow {
  /** When it ended: its step, or the last measurement in it. */
  readonly atMs: number
  /** In the order of the lines; null where nothing was measured. */
  readonly mean: readonly (number | null)[]
  readonly max: readonly (number | null)[]
}

/**
 * What was measured, in steps that begin where the clock says; newest first. `offsetMs` is what the clock of whoever looks is ahead of UTC:
 * three steps a day are to be night, day and evening there.
 */
export function tableRows(
  metrics: Pick<MetricsRead, 'atMs' | 'mean' | 'max'>,
  series: readonly string[],
  range: MetricRange,
  offsetMs: number,
): readonly TableRow[] {
  const lastMs = metrics.atMs.at(-1) ?? 0
  return foldSpans(spansOf(metrics, series, offsetMs), tableStepMs[range])
    .map(({ toMs, mean, max }) => ({ atMs: Math.min(lastMs, toMs - offsetMs), mean, max }))
    .toReversed()
}

/** Columns say when each measurement ended; where one does not touch the one before, a row of nothing lies between. */
function spansOf(
  { atMs, mean, max }: Pick<MetricsRead, 'atMs' | 'mean' | 'max'>,
  series: readonly string[],
  offsetMs: number,
): MetricSpan[] {
  const lengthMs = (atMs[1] ?? 0) - (atMs[0] ?? 0)
  return atMs.flatMap((endMs, index) => {
    // What comes before the first is not known; it is taken to be as long as the next.
    const beginMs = atMs[index - 1] ?? endMs - Math.max(1, lengthMs)
    if (beginMs >= endMs) return []
    return {
      fromMs: beginMs + offsetMs,
      toMs: endMs + offsetMs,
      coveredMs: endMs - beginMs,
      mean: series.map((name) => mean[name]?.[index] ?? null),
      max: series.map((name) => max[name]?.[index] ?? null),
    }
  })
}
