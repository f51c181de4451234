import { describe, expect, test } from 'vitest'
import type { Job } from '../../api/answers.ts'
import { measurementsOf } from './measurements.ts'
import {
  benchReport,
  compressionReport,
  datasetReport,
  dedupReport,
  doneJob,
  jobHead,
} from './testing/reports.ts'

describe('what was measured of a pool', () => {
  test('is the last of each', () => {
    const { dedup, compression, bench } = measurementsOf('tank', [
      doneJob(5, 'pool.bench', benchReport),
      doneJob(4, 'pool.advise', dedupReport({ sentence: 'newer' })),
      doneJob(3, 'pool.advise', dedupReport({ sentence: 'older' })),
      doneJob(2, 'pool.advise', compressionReport()),
    ])
    expect(dedup).toMatchObject({ job: 'job 4', report: { sentence: 'newer' } })
    expect(compression?.job).toBe('job 2')
    expect(bench?.finishedAt).toBe('2026-03-01T12:05:00Z')
  })

  test.each([
    ['of another pool', doneJob(1, 'pool.advise', dedupReport(), 'fast')],
    ['of another kind', doneJob(1, 'pool.scrub', dedupReport())],
    ['without a result', doneJob(1, 'pool.advise', undefined)],
    ['of another version', doneJob(1, 'pool.advise', { question: 'dedup', sentence: 'Hm.' })],
    ['that asked something else', doneJob(1, 'pool.advise', { ...dedupReport(), question: 'speed' })],
  ])('no job %s', (_, job) => {
    const { dedup, compression, bench } = measurementsOf('tank', [job])
    expect([dedup, compression, bench]).toEqual([undefined, undefined, undefined])
  })

  test('what is under way, and what failed last', () => {
    const running: Job = { ...jobHead(2, 'pool.bench'), state: 'queued' }
    const undone: Job = {
      ...jobHead(1, 'pool.advise'),
      state: 'undone',
      finishedAt: '2026-03-01T12:01:00Z',
      because: { why: 'failed', step: null, problems: [{ code: 'internal', message: 'No.' }] },
    }
    expect(measurementsOf('tank', [running, undone])).toMatchObject({ open: [running], failed: undefined })
    expect(measurementsOf('tank', [undone]).failed).toBe(undone)
    expect(measurementsOf('tank', [doneJob(3, 'pool.bench', benchReport), undone]).failed).toBe(undefined)
  })

  test('the compression that was set since, the last of each dataset', () => {
    const set = (minute: number, value: string, dataset: string, property = 'compression') =>
      doneJob(minute, 'pool.set', { pool: 'tank', set: [{ property, value, dataset }] })
    const jobs = [
      set(9, 'zstd', 'tank/films'),
      set(8, 'lz4', 'tank/films'),
      set(7, 'on', 'tank', 'dedup'),
      doneJob(6, 'pool.set', { pool: 'tank' }),
      doneJob(5, 'pool.advise', compressionReport(datasetReport())),
      set(4, 'off', 'tank/documents'),
    ]
    expect([...measurementsOf('tank', jobs).set]).toEqual([['tank/films', 'zstd']])
    expect(measurementsOf('tank', jobs.slice(0, 3)).set.size).toBe(0)
  })
})
