import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSizeBytes, writeSize } from './read-size.ts'

test.each([
  ['20G', 20 * 2 ** 30],
  [' 1,5 GiB ', 1.5 * 2 ** 30],
  ['20', undefined],
  ['', undefined],
  ['-3G', undefined],
  ['twenty', undefined],
])('%j is %s bytes', (text, bytes) => {
  expect(readSizeBytes(text)).toBe(bytes)
})

test('what is written is read back as it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 49 }), (bytes) => {
      expect(readSizeBytes(writeSize(bytes))).toBe(bytes)
    }),
  )
})
