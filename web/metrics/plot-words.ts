import { metricRanges, type MetricRange } from '../../src/domain/metric-window.ts'
import type { MessageKey } from '../messages/message.ts'
import type { Words } from '../messages/translator.ts'
import type { PlotUnit } from './plots.ts'

export const rangeNames: Readonly<Record<MetricRange, MessageKey>> = {
  hour: 'metrics.range.hour',
  day: 'metrics.range.day',
  month: 'metrics.range.month',
}

/** The range that an address shows. */
export function readRange(search: string): MetricRange {
  const asked = new URLSearchParams(search).get('range')
  return metricRanges.find((range) => range === asked) ?? 'hour'
}

/** The query of an address with this range; what else stands there stays. */
export function writeRange(search: string, range: MetricRange): string {
  const query = new URLSearchParams(search)
  if (range === 'hour') query.delete('range')
  else query.set('range', range)
  return query.toString()
}

export function sayValue(words: Words, unit: PlotUnit, value: number): string {
  switch (unit) {
    case 'share':
      return words.finePercent(value)
    case 'bytes':
      return words.bytes(value)
    case 'bytesPerSecond':
      return words.bytesPerSecond(value)
    case 'celsius':
      return words.celsius(value)
  }
}

/** A value and, where it stands for a step, the most there was in it; `undefined` where nothing was measured. */
export function sayMeasured(
  words: Words,
  unit: PlotUnit,
  mean: number | null | undefined,
  max: number | null | undefined,
): string | undefined {
  if (mean === null || mean === undefined) return undefined
  const value = sayValue(words, unit, mean)
  const most = max === null || max === undefined ? value : sayValue(words, unit, max)
  return most === value ? value : words.say('metrics.atMost', { value, most })
}

/** When a measurement ended, as finely as it means something. */
export function sayWhen(words: Words, range: MetricRange, atMs: number): string {
  switch (range) {
    case 'hour':
      return words.clockSeconds(atMs)
    case 'day':
    case 'month':
      return words.dayAndClock(atMs)
  }
}
