import type { HostSeries, VmSeries } from '../domain/metric-series.ts'
import { formatBytes } from '../domain/size.ts'
import { statWords } from './stat-words.ts'

type Series = HostSeries | VmSeries
type Values = readonly (number | null)[]

export interface StatRow {
  readonly what: string
  readonly last: string
  readonly mean: string
  readonly most: string
}

/** Each series of which anything is known: what it was last, on average, and at most. */
export function statRows(metrics: {
  readonly mean: Readonly<Partial<Record<Series, Values>>>
  readonly max: Readonly<Partial<Record<Series, Values>>>
}): StatRow[] {
  return (Object.keys(metrics.mean) as Series[]).flatMap((series) => {
    const means = known(metrics.mean[series])
    const last = means.at(-1)
    if (last === undefined) return []
    return [
      {
        what: statWords.series[series],
        last: formatStat(series, last),
        mean: formatStat(series, means.reduce((sum, value) => sum + value, 0) / means.length),
        most: formatStat(
          series,
          known(metrics.max[series]).reduce((most, value) => Math.max(most, value)),
        ),
      },
    ]
  })
}

function known(values: Values = []): number[] {
  return values.filter((value) => value !== null)
}

function formatStat(series: Series, value: number): string {
  if (series === 'cpuShare') return `${(value * 100).toFixed(1)} %`
  if (series.endsWith('Celsius')) return `${value.toFixed(0)} °C`
  return series.endsWith('PerSecond') ? `${formatBytes(value)}/s` : formatBytes(value)
}
