import { describe, expect, test } from 'vitest'
import { hostSeries, vmSeries } from '../../src/domain/metric-series.ts'
import de from '../messages/de.json'
import { createWords } from '../messages/translator.ts'
import { moveCursor } from './move-cursor.ts'
import { plotScale, plotSteps } from './plot-scale.ts'
import { readRange, sayMeasured, sayWhen, writeRange } from './plot-words.ts'
import { hostPlots, knownLines, vmPlots } from './plots.ts'

const words = createWords('de', de, [], 'Europe/Berlin')
const plain = (text: string | undefined) => text?.replaceAll(/[\u00a0\u202f]/g, ' ')
const MiB = 2 ** 20

test('all that is measured is shown, once', () => {
  const shown = (
    plots: readonly { readonly lines: readonly ({ readonly series: string } | undefined)[] }[],
  ) => plots.flatMap(({ lines }) => lines.map((line) => line?.series))
  expect(shown(hostPlots)).toEqual(hostSeries)
  expect(shown(vmPlots)).toEqual(vmSeries)
})

describe('what is known of a plot', () => {
  const [, memory] = hostPlots
  test('is each line in its place, and no line of which nothing is known', () => {
    if (!memory) throw new Error('there is no plot of memory')
    expect(knownLines(memory, { memoryBytes: [null, 1], arcBytes: [null, 2] })).toHaveLength(2)
    expect(knownLines(memory, { memoryBytes: [null, null], arcBytes: [null, 2] })).toEqual([
      { series: 'arcBytes', name: 'memory.arc', isSecond: true },
    ])
    expect(knownLines(memory, { memoryBytes: [] })).toEqual([])
  })
})

test.each([
  ['share', 0.01, 0.02, undefined, [0, 1]],
  ['bytes', 1, 2, 10, [0, 10]],
  ['bytes', 1, 20, 10, [0, 20]],
  ['bytesPerSecond', 0, 100, undefined, [0, 65_536]],
  ['bytesPerSecond', 0, 2.5 * MiB, undefined, [0, 3 * MiB]],
  ['bytesPerSecond', 0, 3.5 * MiB, undefined, [0, 4 * MiB]],
  ['celsius', 34, 52, undefined, [20, 60]],
  ['celsius', 8, 84, undefined, [0, 90]],
] as const)('%s from %d to %d of %s', (unit, least, most, whole, expected) => {
  const scale = plotScale(unit, least, most, whole)
  expect(scale).toEqual(expected)
  expect(plotSteps[unit].some((step) => step <= scale[1])).toBe(true)
})

test('what was measured is said as people write it', () => {
  expect(plain(sayMeasured(words, 'share', 0.1234, 0.1234))).toBe('12,3 %')
  expect(plain(sayMeasured(words, 'share', 0.1234, 0.5))).toBe('12,3 %, höchstens 50 %')
  expect(plain(sayMeasured(words, 'bytesPerSecond', 1.5 * MiB, null))).toBe('1,5 MiB/s')
  expect(plain(sayMeasured(words, 'celsius', 45.54, 45.54))).toBe('45,5 °C')
  expect(sayMeasured(words, 'bytes', null, null)).toBeUndefined()
})

test('when it was, too', () => {
  const atMs = Date.parse('2026-11-01T11:05:09Z')
  expect(sayWhen(words, 'hour', atMs)).toBe('12:05:09')
  expect(plain(sayWhen(words, 'day', atMs))).toBe('1. Nov., 12:05')
})

test('the range stands in the address beside what else does', () => {
  expect(readRange('')).toBe('hour')
  expect(readRange('range=month')).toBe('month')
  expect(readRange('range=century')).toBe('hour')
  expect(writeRange('a=1', 'day')).toBe('a=1&range=day')
  expect(writeRange('a=1&range=day', 'hour')).toBe('a=1')
})

test.each([
  ['ArrowLeft', 5, 4],
  ['ArrowRight', 9, 9],
  ['ArrowLeft', 0, 0],
  ['PageUp', 1, 9],
  ['Home', 5, 0],
  ['End', 5, 9],
  ['a', 5, undefined],
  ['constructor', 5, undefined],
])('%s from %d', (key, index, expected) => {
  expect(moveCursor(key, index, 10)).toBe(expected)
})
