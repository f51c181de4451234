import { beforeEach, describe, expect, it } from 'vitest'
import { metricSteps } from '../domain/metric-history.ts'
import type { MetricSpan } from '../domain/metric-series.ts'
import { measured } from '../domain/testing/measured.ts'
import { createMetricsTable, type MetricsTable } from './metrics-table.ts'
import { openDb, type Db } from './open-db.ts'

const noon = Date.parse('2026-11-01T12:00:00Z')
const { minute } = metricSteps

let db: Db
let table: MetricsTable
beforeEach(() => {
  db = openDb({ path: ':memory:' })
  table = createMetricsTable(db)
})

const put = (subject: string, ...spans: readonly MetricSpan[]) =>
  table.put(spans.map((span) => ({ subject, step: 'minute', span })))

describe('history', () => {
  it('is told as it was kept, oldest first, with what was not known', () => {
    const spans = [
      measured('12:00:00', 60, [0.5, null]),
      measured('12:01:00', 60, [0.25, 4096], [0.75, 4096]),
    ]
    put('host', ...spans)
    expect(table.read('host', 'minute', noon, noon + 120_000)).toEqual(spans)
    expect(table.read('host', 'minute', noon + 60_000, noon + 120_000)).toEqual([spans[1]])
    expect(table.read('host', 'minute', noon + 30_000, noon + 31_000)).toEqual([spans[0]])
    expect(table.read('host', 'quarter', noon, noon + 120_000)).toEqual([])
    expect(table.read('other', 'minute', noon, noon + 120_000)).toEqual([])
    expect(table.endOf('host', 'minute')).toBe(noon + 120_000)
    expect(table.endOf('host', 'quarter')).toBeUndefined()
  })

  it('of one minute from before and after a restart is one', () => {
    put('host', { ...measured('12:00:00', 60, [1]), coveredMs: 15_000 })
    put('host', { ...measured('12:00:00', 60, [4]), coveredMs: 30_000 })
    expect(table.read('host', 'minute', noon, noon + 60_000)).toEqual([
      { ...measured('12:00:00', 60, [3], [4]), coveredMs: 45_000 },
    ])
  })

  it('does not grow: a day later the same places are used', () => {
    const count = () => db.prepare<[], { n: number }>('SELECT count(*) AS n FROM metric_spans').get()?.n
    const day = minute.stepMs * minute.kept
    for (let index = 0; index < minute.kept * 2; index += 8) {
      const fromMs = noon + index * minute.stepMs
      put('host', { ...measured('12:00:00', 60, [index]), fromMs, toMs: fromMs + minute.stepMs })
    }
    expect(count()).toBeLessThanOrEqual(minute.kept)
    expect(table.read('host', 'minute', noon, noon + 2 * day)[0]?.fromMs).toBeGreaterThan(noon)
  })

  it('is taken away after an instant, and of one who is gone', () => {
    put('host', measured('12:00:00', 60, [1]), measured('12:01:00', 60, [2]))
    put('vm', measured('12:01:00', 60, [3]))
    table.dropAfter('host', noon + 90_000)
    expect(table.endOf('host', 'minute')).toBe(noon + 60_000)
    expect(table.subjects()).toEqual(['host', 'vm'])
    table.forget('vm')
    expect(table.subjects()).toEqual(['host'])
    expect(db.prepare('SELECT count(*) AS n FROM metric_spans').get()).toEqual({ n: 1 })
  })
})
