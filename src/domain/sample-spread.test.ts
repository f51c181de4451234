import { array, assert, integer, property } from 'fast-check'
import { expect, test } from 'vitest'
import { extentAt, extentCount, lineUp, spreadOrder } from './sample-spread.ts'

test('each number comes once', () => {
  for (const count of [0, 1, 2, 3, 7, 8, 9, 1000])
    expect([...spreadOrder(count)].toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: count }, (_, index) => index),
    )
})

test('wherever it ends, what came is spread evenly', () => {
  assert(
    property(integer({ min: 16, max: 5000 }), integer({ min: 8, max: 500 }), (count, stop) => {
      const came = [...spreadOrder(count)].slice(0, stop)
      const half = came.filter((index) => index < count / 2).length
      expect(Math.abs(half - came.length / 2)).toBeLessThanOrEqual(came.length / 4 + 2)
    }),
  )
  expect([...spreadOrder(8)]).toEqual([0, 4, 2, 6, 1, 5, 3, 7])
})

test('extents cover all, the last one as long as is left', () => {
  expect(extentCount(100, 30)).toBe(4)
  expect(extentAt(3, 100, 30)).toEqual({ start: 90, bytes: 10 })
  expect(extentAt(0, 100, 30)).toEqual({ start: 0, bytes: 30 })
  expect(extentCount(0, 30)).toBe(0)
})

test('files in a line: each byte is in one part, in order', () => {
  const size = integer({ min: 1, max: 40 })
  assert(
    property(array(size, { maxLength: 30 }), size, (sizes, extentBytes) => {
      const line = lineUp(sizes.map((sizeBytes, index) => ({ path: `./${index}`, sizeBytes })))
      expect(line.spanBytes).toBe(sizes.reduce((sum, one) => sum + one, 0))
      const seen = sizes.map(() => 0)
      for (let index = 0; index < extentCount(line.spanBytes, extentBytes); index += 1) {
        const extent = extentAt(index, line.spanBytes, extentBytes)
        const parts = line.partsIn(extent)
        expect(parts.reduce((sum, one) => sum + one.bytes, 0)).toBe(extent.bytes)
        for (const { path, start, bytes, ofBytes } of parts) {
          const file = Number(path.slice(2))
          expect(ofBytes).toBe(sizes[file])
          expect(start).toBe(seen[file])
          seen[file] = start + bytes
        }
      }
      expect(seen).toEqual(sizes)
    }),
  )
})
