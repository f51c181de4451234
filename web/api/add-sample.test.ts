import { expect, test } from 'vitest'
import { addSample, type MetricsRead } from './add-sample.ts'

const noon = Date.parse('2026-11-01T12:00:00Z')
const second = 1_000

function read(...atMs: readonly number[]): MetricsRead {
  const columns = { cpuShare: atMs.map(() => 0.1), memoryBytes: atMs.map(() => null) }
  const iso = (ms: number) => new Date(ms).toISOString()
  return {
    from: iso(noon - 3_600 * second),
    to: iso(noon),
    detail: 'raw',
    atMs,
    mean: columns,
    max: columns,
  }
}

const sample = (atMs: number, fromMs = atMs - 5 * second) => ({ fromMs, atMs, values: { cpuShare: 0.7 } })

test('the last hour grows at its end and loses what is older', () => {
  const after = addSample(read(noon - 3_598 * second, noon), 'hour', sample(noon + 5 * second))
  expect(after).toMatchObject({
    next: 'show',
    metrics: {
      from: new Date(noon - 3_595 * second).toISOString(),
      to: new Date(noon + 5 * second).toISOString(),
      atMs: [noon, noon + 5 * second],
      mean: { cpuShare: [0.1, 0.7], memoryBytes: [null, null] },
      max: { cpuShare: [0.1, 0.7] },
    },
  })
})

test.each([
  ['what is there already', sample(noon), 'keep'],
  ['what came a little before', sample(noon - second), 'keep'],
  ['one after a gap', sample(noon + 60 * second), 'read again'],
  ['one from before, as the clock was set', sample(noon - 600 * second), 'read again'],
] as const)('%s', (_what, one, next) => {
  expect(addSample(read(noon - 5 * second, noon), 'hour', one).next).toBe(next)
})

test('where nothing was measured before, all is read', () => {
  expect(addSample(read(), 'hour', sample(noon)).next).toBe('read again')
  expect(addSample(read(), 'month', sample(noon)).next).toBe('read again')
})

test.each([
  ['day', 55, 'keep'],
  ['day', 60, 'read again'],
  ['month', 600, 'keep'],
  ['month', 900, 'read again'],
] as const)('of the last %s a new step is read: after %d s %s', (range, seconds, next) => {
  expect(addSample(read(noon), range, sample(noon + seconds * second)).next).toBe(next)
})
