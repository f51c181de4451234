import { describe, expect, test } from 'vitest'
import { benchPatterns, benchRuns, reportBench, type BenchFigures, type BenchPattern } from './pool-bench.ts'

const figures = (perSecond: number): BenchFigures => ({
  perSecond,
  bytesPerSecond: perSecond * 4096,
  p99Milliseconds: 1,
})

/** Every run as planned, the file at 1000 a second, the volume at so many times that. */
const measured = (ratio: (pattern: BenchPattern) => number, wobble = 1) =>
  benchRuns().map((run, index) => ({
    ...run,
    figures: figures(
      (run.target === 'volume' ? 1000 * ratio(run.pattern) : 1000) * (index % 4 < 2 ? wobble : 1),
    ),
  }))

test('each pattern is measured twice on each, the first also last', () => {
  const runs = benchRuns()
  expect(runs).toHaveLength(4 * benchPatterns.length)
  expect(runs.slice(0, 4).map((run) => run.target)).toEqual(['volume', 'file', 'file', 'volume'])
  // What becomes slower evenly weighs on both alike.
  const weight = (target: string) =>
    runs.slice(0, 4).reduce((sum, run, index) => sum + (run.target === target ? index : 0), 0)
  expect(weight('volume')).toBe(weight('file'))
})

describe('what is said', () => {
  test.each<[string, (pattern: BenchPattern) => number, RegExp]>([
    ['alike', () => 1.05, /are alike/],
    ['volumes', () => 2, /volumes are the faster ones: in 5 of 5, and never slower/],
    ['files', () => 0.5, /raw files are the faster ones: in 5 of 5/],
    [
      'both',
      (pattern) => (pattern === 'sync-write' ? 0.5 : pattern === 'random-read' ? 3 : 1),
      /volumes are faster in 1 of 5 and raw files in 1 of 5/,
    ],
  ])('%s', (_, ratio, says) => {
    expect(reportBench(measured(ratio)).sentence).toMatch(says)
  })

  test('a row has the mean of its runs, and the ratio in words', () => {
    const [first] = reportBench(measured(() => 0.5, 1.2)).rows
    expect(first).toMatchObject({
      pattern: 'sequential-write',
      volume: { perSecond: 550 },
      file: { perSecond: 1100 },
      ratio: 0.5,
      sentence: 'Writing in one go: the file is 2.0 times as fast as the volume.',
    })
  })

  test('runs that differ are told, and slow safe writes', () => {
    expect(reportBench(measured(() => 1, 2)).notes.join(' ')).toMatch(/something else used the drives/)
    expect(reportBench(measured(() => 1)).notes.join(' ')).not.toMatch(/something else|log vdev/)
    expect(reportBench(measured(() => 0.1)).notes.join(' ')).toMatch(/log vdev/)
  })

  test('what was not measured is not made up', () => {
    expect(() => reportBench(measured(() => 1).slice(0, 4))).toThrow(/sequential-read was not measured/)
  })
})
