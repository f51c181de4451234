import { beforeEach, describe, expect, it } from 'vitest'
import { createMetricsTable, type MetricsTable } from '../../db/metrics-table.ts'
import { openDb } from '../../db/open-db.ts'
import { rawKeptMs } from '../../domain/metric-history.ts'
import type { MetricSpan } from '../../domain/metric-series.ts'
import { keepMetrics, type MetricsKeeper } from './keep-metrics.ts'

const noon = Date.parse('2026-11-01T12:00:00Z')
const minute = 60_000
const hour = 60 * minute

let table: MetricsTable
let keeper: MetricsKeeper
let troubles: string[]
beforeEach(() => {
  table = createMetricsTable(openDb({ path: ':memory:' }))
  troubles = []
  keeper = keepMetrics(table, (message) => troubles.push(message))
})

const span = (fromMs: number, lengthMs: number, value: number): MetricSpan => ({
  fromMs,
  toMs: fromMs + lengthMs,
  coveredMs: lengthMs,
  mean: [value],
  max: [value],
})

/** Measures every so often, from then on, for so long; what is measured is the minute of the hour. */
function measure(fromMs: number, forMs: number, everyMs: number, to = keeper, subject = 'host'): void {
  for (let atMs = fromMs; atMs < fromMs + forMs; atMs += everyMs)
    to.add(new Map([[subject, span(atMs, everyMs, new Date(atMs).getUTCMinutes())]]))
}

const read = (detail: 'raw' | 'minute' | 'quarter', fromMs: number, toMs: number, from = keeper) =>
  from.read('host', { fromMs, toMs, detail })

function expectOneLine(spans: readonly MetricSpan[], fromMs: number, toMs: number): void {
  expect(spans[0]?.fromMs).toBeLessThanOrEqual(fromMs)
  expect(spans.at(-1)?.toMs).toBeGreaterThanOrEqual(toMs)
  for (const [index, one] of spans.entries()) {
    const before = spans[index - 1]
    if (!before) continue
    expect(one.toMs).toBeGreaterThan(before.toMs)
    expect(one.fromMs).toBeLessThanOrEqual(before.toMs)
  }
}

describe('what was measured', () => {
  it('is told as it came at first, and as minutes before that, without a gap or anything twice', () => {
    measure(noon, hour, 5_000)
    const spans = read('raw', noon, noon + hour)
    expectOneLine(spans, noon, noon + hour)
    expect(spans.filter(({ coveredMs }) => coveredMs === 5_000).length).toBeGreaterThan(160)
    expect(spans.length).toBeLessThan(45 + rawKeptMs / 5_000 + 2)
  })

  it.each([5_000, 60_000, 7_777])('is whole in minutes and quarters, measured every %d ms', (everyMs) => {
    measure(noon + 1_234, 3 * hour, everyMs)
    for (const detail of ['raw', 'minute', 'quarter'] as const)
      expectOneLine(read(detail, noon + 2_000, noon + 3 * hour), noon + 2_000, noon + 3 * hour)
    const quarters = read('quarter', noon, noon + hour)
    expect(quarters.map(({ mean }) => Math.round(mean[0] ?? NaN))).toEqual([7, 22, 37, 52])
  })

  it('is still there after a restart, also the minute that was not over', () => {
    measure(noon, 20 * minute + 30_000, 5_000)
    keeper.flush()
    const again = keepMetrics(table, () => undefined)
    measure(noon + 20 * minute + 40_000, minute, 5_000, again)
    const spans = read('minute', noon, noon + hour, again)
    expect(spans).toHaveLength(22)
    expect(spans[20]).toMatchObject({ coveredMs: 50_000 })
    expect(read('quarter', noon, noon + hour, again)).toHaveLength(2)
  })

  it('of before a power cut is missing for a minute at most, and the gap stays one', () => {
    measure(noon, 20 * minute + 30_000, 5_000)
    const again = keepMetrics(table, () => undefined)
    measure(noon + 30 * minute, 2 * minute, 5_000, again)
    const spans = read('raw', noon, noon + hour, again)
    const gap = spans.findIndex(({ fromMs }, index) => fromMs > (spans[index - 1]?.toMs ?? fromMs))
    expect(spans[gap - 1]?.toMs).toBe(noon + 20 * minute)
    expect(spans[gap]?.fromMs).toBe(noon + 30 * minute)
  })

  it('is made up for in quarters after a time without the daemon, also of a VM that runs no more', () => {
    measure(noon, 14 * minute, 60_000, keeper, 'gone')
    measure(noon, 14 * minute, 60_000)
    keeper.flush()
    const again = keepMetrics(table, () => undefined)
    measure(noon + 5 * hour, 2 * minute, 60_000, again)
    expect(table.read('gone', 'quarter', noon, noon + hour)).toMatchObject([{ coveredMs: 14 * minute }])
    expect(read('quarter', noon, noon + 6 * hour, again)).toHaveLength(2)
  })

  it('lies in the past: where the clock was set back, the future is taken away', () => {
    measure(noon, 30 * minute, 5_000)
    measure(noon + 10 * minute, 2 * minute, 5_000)
    const spans = read('raw', noon, noon + hour)
    expectOneLine(spans, noon, noon + 12 * minute)
    expect(spans.at(-1)?.toMs).toBe(noon + 12 * minute)
  })

  it('is forgotten when told', () => {
    measure(noon, 5 * minute, 5_000)
    expect(keeper.subjects()).toEqual(['host'])
    keeper.forget('host')
    expect(keeper.subjects()).toEqual([])
    expect(read('raw', noon, noon + hour)).toEqual([])
  })
})

describe('a full disk', () => {
  it('fails nobody, is told once, and loses nothing of an hour', () => {
    let isFull = true
    const full: MetricsTable = {
      ...table,
      put: (rows) => {
        if (isFull) throw new Error('no space')
        table.put(rows)
      },
    }
    keeper = keepMetrics(full, (message) => troubles.push(message))
    measure(noon, 50 * minute, 5_000)
    expect(troubles).toEqual(['what was measured could not be written down'])
    expectOneLine(read('raw', noon, noon + 50 * minute), noon, noon + 50 * minute)
    isFull = false
    measure(noon + 50 * minute, 2 * minute, 5_000)
    expect(table.read('host', 'minute', noon, noon + hour)).toHaveLength(52)
    isFull = true
    measure(noon + 52 * minute, 300 * minute, 60_000)
    expect(troubles).toHaveLength(2)
    expect(read('minute', noon, noon + 400 * minute).length).toBeLessThan(52 + 62)
  })
})
