import { describe, expect, it } from 'vitest'
import { formatSeconds } from './format.ts'
import { createProgressLine, describeProgress } from './progress.ts'

const MiB = 2 ** 20

describe('progress', () => {
  it.each([
    [
      { done: 210 * MiB, total: 480 * MiB, unit: 'bytes' },
      32 * MiB,
      '43 %  210 MiB of 480 MiB, 32 MiB/s, 8.4 s left',
    ],
    [{ done: 210 * MiB, total: null, unit: 'bytes' }, 32 * MiB, '210 MiB, 32 MiB/s'],
    [{ done: 0, total: 480 * MiB, unit: 'bytes' }, 0, '0 %  0 B of 480 MiB, 0 B/s'],
    [{ done: 42.7, total: 100, unit: 'percent' }, undefined, '42 %'],
    [{ done: 3, total: 7, unit: 'packages' }, 1, '42 %  3 of 7 packages, 4.0 s left'],
    [{ done: 0, total: 0, unit: 'bytes' }, undefined, '0 B of 0 B'],
  ])('%j', (progress, rate, expected) => {
    expect(describeProgress(progress, rate)).toBe(expected)
  })

  it('takes the rate of the last seconds, and starts anew with the next step', () => {
    const line = createProgressLine()
    const show = (step: string, done: number, atMs: number) =>
      line.show(step, { done: done * MiB, total: 1000 * MiB, unit: 'bytes' }, atMs)
    expect(show('fetch', 0, 0)).toBe('0 %  0 B of 1000 MiB')
    expect(show('fetch', 10, 1000)).toContain('10 MiB/s')
    expect(show('fetch', 10, 4000)).toContain('2.5 MiB/s')
    expect(show('fetch', 10, 9000)).toContain('0 B/s')
    expect(show('check', 5, 9100)).toBe('0 %  5 MiB of 1000 MiB')
  })
})

it.each([
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [59.4, '59 s'],
  [60, '1 min'],
  [185, '3 min 5 s'],
  [7800, '2 h 10 min'],
  [90_000, '1 d 1 h'],
  [-5, '0.0 s'],
])('formatSeconds(%d)', (seconds, expected) => {
  expect(formatSeconds(seconds)).toBe(expected)
})
