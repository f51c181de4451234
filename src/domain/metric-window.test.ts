import { expect, it } from 'vitest'
import { metricWindow, type MetricWindow, type WindowWish } from './metric-window.ts'

const nowMs = Date.parse('2026-11-01T12:00:00Z')
const iso = (beforeMs: number) => new Date(nowMs - beforeMs).toISOString()
const hour = 3_600_000

const cases: readonly (readonly [string, WindowWish, MetricWindow])[] = [
  ['nothing', {}, { fromMs: nowMs - hour, toMs: nowMs, detail: 'raw' }],
  ['an hour', { range: 'hour' }, { fromMs: nowMs - hour, toMs: nowMs, detail: 'raw' }],
  ['a day', { range: 'day' }, { fromMs: nowMs - 24 * hour, toMs: nowMs, detail: 'minute' }],
  ['a month', { range: 'month' }, { fromMs: nowMs - 720 * hour, toMs: nowMs, detail: 'quarter' }],
  ['since then', { from: iso(5 * hour) }, { fromMs: nowMs - 5 * hour, toMs: nowMs, detail: 'minute' }],
  [
    'an hour of yesterday, of which minutes are not kept',
    { from: iso(40 * hour), to: iso(39 * hour) },
    { fromMs: nowMs - 40 * hour, toMs: nowMs - 39 * hour, detail: 'quarter' },
  ],
]
it.each(cases)('%s', (_what, wish, expected) => {
  // Without an end, what begins somewhere reaches up to now.
  expect(metricWindow(wish, nowMs)).toEqual(expected)
})

it.each<[string, WindowWish, string]>([
  ['both a range and a begin', { range: 'day', from: iso(hour) }, 'range'],
  ['an end before its begin', { from: iso(hour), to: iso(2 * hour) }, 'from'],
  ['nothing at all', { from: iso(hour), to: iso(hour) }, 'from'],
])('%s is refused', (_what, wish, field) => {
  expect(metricWindow(wish, nowMs)).toMatchObject({ code: 'invalid_input', field })
})
