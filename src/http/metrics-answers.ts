import { hostSubject, type Metrics, type MetricSample } from '../app/metrics/metrics.ts'
import type { MetricsEventAnswer } from '../contract/schemas/metrics.ts'
import { metricColumns, namedValues } from '../domain/metric-columns.ts'
import {
  hostSeries,
  vmSeries,
  type HostSeries,
  type MetricSpan,
  type VmSeries,
} from '../domain/metric-series.ts'
import { metricWindow, type WindowWish } from '../domain/metric-window.ts'
import { ProblemError } from '../domain/problem.ts'
import { sees, seesHouse, type Rights } from '../domain/rights.ts'

/** What was measured of the host in the time that is asked for. */
export function hostMetrics(metrics: Metrics, wish: WindowWish, nowMs: number) {
  return answer(metrics, hostSubject, hostSeries, wish, nowMs)
}

export function vmMetrics(metrics: Metrics, uuid: string, wish: WindowWish, nowMs: number) {
  return answer(metrics, uuid, vmSeries, wish, nowMs)
}

function answer<Series extends HostSeries | VmSeries>(
  metrics: Metrics,
  subject: string,
  series: readonly Series[],
  wish: WindowWish,
  nowMs: number,
) {
  const window = metricWindow(wish, nowMs)
  if ('code' in window) throw new ProblemError([window])
  return {
    from: new Date(window.fromMs).toISOString(),
    to: new Date(window.toMs).toISOString(),
    detail: window.detail,
    ...metricColumns(series, metrics.read(subject, window)),
  }
}

/** What was just measured, as far as somebody sees it; undefined where that is nothing. */
export function sampleSeenBy(rights: Rights, sample: MetricSample): MetricsEventAnswer | undefined {
  if (sample.of === 'host')
    return seesHouse(rights) ? { of: 'host', sample: named(hostSeries, sample.span) } : undefined
  const seen = [...sample.spans].filter(([uuid]) => sees(rights, uuid))
  if (seen.length === 0) return undefined
  return {
    of: 'vms',
    samples: Object.fromEntries(seen.map(([uuid, span]) => [uuid, named(vmSeries, span)])),
  }
}

function named<Series extends HostSeries | VmSeries>(series: readonly Series[], span: MetricSpan) {
  return {
    fromMs: Math.round(span.fromMs),
    atMs: Math.round(span.toMs),
    values: namedValues(series, span.mean),
  }
}
