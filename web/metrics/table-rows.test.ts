import { expect, test } from 'vitest'
import { rangeMs, type MetricRange } from '../../src/domain/metric-window.ts'
import { tableRows, tableStepMs } from './table-rows.ts'

const minuteMs = 60_000
const midnightMs = Date.UTC(2026, 10, 28)
const read = (atMs: readonly number[], cpuShare: readonly (number | null)[]) => ({
  atMs,
  mean: { cpuShare },
  max: { cpuShare: cpuShare.map((value) => (value === null ? null : value + 1)) },
})

test.each(Object.keys(tableStepMs) as MetricRange[])('a %s fits into a hundred rows', (range) => {
  expect(rangeMs[range] / tableStepMs[range]).toBeLessThanOrEqual(100)
  const stepMs = rangeMs[range] / 3_000
  const atMs = Array.from({ length: 3_000 }, (_, index) => midnightMs + (index + 1) * stepMs)
  const rows = tableRows(
    read(
      atMs,
      atMs.map(() => 1),
    ),
    ['cpuShare'],
    range,
    0,
  )
  expect(rows.length).toBeLessThanOrEqual(100)
  expect(rows.every(({ mean: [value] }) => value !== null && Math.abs((value ?? 0) - 1) < 1e-9)).toBe(true)
})

test('a row is the mean of its step and the most in it, the newest first', () => {
  const atMs = [0.5, 1, 1.5, 2, 2.25].map((minutes) => midnightMs + minutes * minuteMs)
  expect(tableRows(read(atMs, [1, 3, 5, 7, 9]), ['cpuShare'], 'hour', 0)).toEqual([
    { atMs: midnightMs + 2.25 * minuteMs, mean: [9], max: [10] },
    { atMs: midnightMs + 2 * minuteMs, mean: [6], max: [8] },
    { atMs: midnightMs + minuteMs, mean: [2], max: [4] },
  ])
})

test('what was measured for longer counts for more, and what was not counts for nothing', () => {
  const atMs = [0.25, 0.5, 1, 1.5, 4, 4.5].map((minutes) => midnightMs + minutes * minuteMs)
  const rows = tableRows(read(atMs, [0, 0, 4, 2, null, 3]), ['cpuShare'], 'hour', 0)
  expect(rows.map(({ mean }) => mean[0])).toEqual([3, null, null, 2, 2])
})

test('steps begin where the clock of whoever looks says', () => {
  const hourMs = 60 * minuteMs
  const atMs = Array.from({ length: 30 }, (_, index) => midnightMs + (index + 1) * hourMs)
  const ends = tableRows(
    read(
      atMs,
      atMs.map(() => 1),
    ),
    ['cpuShare'],
    'month',
    hourMs,
  ).map(({ atMs: at }) => (at - midnightMs) / hourMs)
  expect(ends).toEqual([30, 23, 15, 7])
})

test('of nothing there are no rows, and of one measurement there is one', () => {
  expect(tableRows(read([], []), ['cpuShare'], 'day', 0)).toEqual([])
  expect(tableRows(read([midnightMs], [1]), ['cpuShare', 'other'], 'day', 0)).toEqual([
    { atMs: midnightMs, mean: [1, null], max: [2, null] },
  ])
})
