import {
  roundMetric,
  type HostSeries,
  type MetricSpan,
  type MetricValues,
  type VmSeries,
} from './metric-series.ts'

/** What was measured, a column a series: each has as many values as `atMs`, and null where nothing is known. */
export interface MetricColumns<Series extends string = string> {
  /** When each measurement ended. */
  readonly atMs: readonly number[]
  readonly mean: Readonly<Record<Series, MetricValues>>
  readonly max: Readonly<Record<Series, MetricValues>>
}

/** Two measurements this far apart have nothing measured between them. */
export const gapMs = 2_000

/** Lays measurements out as columns. Between two that do not touch comes a row of nothing, so that no line is drawn there. */
export function metricColumns<Series extends HostSeries | VmSeries>(
  series: readonly Series[],
  spans: readonly MetricSpan[],
): MetricColumns<Series> {
  const rows: { readonly atMs: number; readonly span?: MetricSpan }[] = []
  for (const [index, span] of spans.entries()) {
    const before = spans[index - 1]
    if (before && span.fromMs - before.toMs > gapMs) rows.push({ atMs: Math.round(span.fromMs) })
    rows.push({ atMs: Math.round(span.toMs), span })
  }
  const columns = (which: 'mean' | 'max') =>
    Object.fromEntries<MetricValues>(
      series.map((name, index) => [name, rows.map(({ span }) => rounded(name, span?.[which][index]))]),
    ) as Record<Series, MetricValues>
  return { atMs: rows.map(({ atMs }) => atMs), mean: columns('mean'), max: columns('max') }
}

/** One measurement by name. */
export function namedValues<Series extends HostSeries | VmSeries>(
  series: readonly Series[],
  values: MetricValues,
): Readonly<Record<Series, number | null>> {
  return Object.fromEntries(series.map((name, index) => [name, rounded(name, values[index])])) as Record<
    Series,
    number | null
  >
}

function rounded(name: HostSeries | VmSeries, value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : roundMetric(name, value)
}
