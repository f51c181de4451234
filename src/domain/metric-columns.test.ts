import { expect, it } from 'vitest'
import { metricColumns } from './metric-columns.ts'
import { vmSeries } from './metric-series.ts'
import { measured } from './testing/measured.ts'

const noon = Date.parse('2026-11-01T12:00:00Z')

it('measurements that touch make one line', () => {
  const { atMs, mean, max } = metricColumns(vmSeries, [
    measured('12:00:00', 5, [0.123456, 100.4], [0.5, 200]),
    measured('12:00:05', 5, [0.2, 101]),
  ])
  expect(atMs).toEqual([noon + 5_000, noon + 10_000])
  expect(mean.cpuShare).toEqual([0.1235, 0.2])
  expect(mean.memoryBytes).toEqual([100, 101])
  expect(max.cpuShare).toEqual([0.5, 0.2])
  expect(mean.sentBytesPerSecond).toEqual([null, null])
})

it('between two that do not touch is a row of nothing, however finely either was measured', () => {
  const { atMs, mean } = metricColumns(vmSeries, [
    measured('12:00:00', 60, [0.1]),
    measured('12:10:00', 5, [0.2]),
    measured('12:10:05', 5, [0.3]),
  ])
  expect(mean.cpuShare).toEqual([0.1, null, 0.2, 0.3])
  expect(atMs).toEqual([noon + 60_000, noon + 600_000, noon + 605_000, noon + 610_000])
})

it('nothing measured is no rows', () => {
  expect(metricColumns(vmSeries, []).atMs).toEqual([])
})
