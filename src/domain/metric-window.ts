import { metricSteps, type MetricStep } from './metric-history.ts'
import type { Problem } from './problem.ts'

export const metricRanges = ['hour', 'day', 'month'] as const
export type MetricRange = (typeof metricRanges)[number]

/** Which time is asked for: up to now, or between two instants (ISO 8601). */
export interface WindowWish {
  readonly range?: MetricRange | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export interface MetricWindow {
  readonly fromMs: number
  readonly toMs: number
  /** `raw`: as it was measured where that is still known, else minutes. */
  readonly detail: 'raw' | MetricStep
}

export const rangeMs: Readonly<Record<MetricRange, number>> = {
  hour: 3_600_000,
  day: 86_400_000,
  month: 30 * 86_400_000,
}
const rawUpToMs = 2 * rangeMs.hour

/** The time that is meant, and how finely it is told: as finely as it is kept, in a number of points that can be looked at. */
export function metricWindow(wish: WindowWish, nowMs: number): MetricWindow | Problem {
  const { range, from, to } = wish
  if (range !== undefined && (from !== undefined || to !== undefined))
    return {
      code: 'invalid_input',
      field: 'range',
      message: 'A range reaches up to now: it takes neither from nor to.',
    }
  const toMs = to === undefined ? nowMs : Date.parse(to)
  const fromMs = from === undefined ? toMs - rangeMs[range ?? 'hour'] : Date.parse(from)
  if (!(fromMs < toMs))
    return { code: 'invalid_input', field: 'from', message: 'from has to be earlier than to.' }
  return { fromMs, toMs, detail: detailOf(fromMs, toMs, nowMs) }
}

function detailOf(fromMs: number, toMs: number, nowMs: number): MetricWindow['detail'] {
  const { stepMs, kept } = metricSteps.minute
  // A moment more, so that what was asked for as the last day is still the last day when the answer is made.
  const hasMinutes = fromMs >= nowMs - stepMs * (kept + 1)
  if (!hasMinutes || toMs - fromMs > stepMs * (kept + 1)) return 'quarter'
  return toMs - fromMs <= rawUpToMs ? 'raw' : 'minute'
}
