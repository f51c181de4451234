import { expect, test } from 'vitest'
import de from '../messages/de.json'
import { createWords } from '../messages/translator.ts'
import { sayProgress } from './say-progress.ts'

const words = createWords('de', de, [])

test.each([
  [{ done: 62, total: 100, unit: 'percent' }, '62 %'],
  [{ done: 210 * 2 ** 20, total: 480 * 2 ** 20, unit: 'bytes' }, '210 MiB von 480 MiB'],
  [{ done: 2 ** 30, total: null, unit: 'bytes' }, '1 GiB'],
  [{ done: 1.2, total: 120, unit: 'seconds' }, '1 Sek. von 2 Min.'],
  [{ done: 3, total: 1200, unit: 'packages' }, '3 von 1.200 packages'],
  [{ done: 3, total: null, unit: 'packages' }, '3 packages'],
])('%j', (progress, expected) => {
  expect(sayProgress(words, progress).replaceAll('\u00a0', ' ')).toBe(expected)
})
