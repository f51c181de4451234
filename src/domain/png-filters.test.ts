import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { filterRows, unfilterRows } from './png-filters.ts'

it('rows come back as they were', () => {
  const side = fc.integer({ min: 1, max: 9 })
  fc.assert(
    fc.property(
      side,
      side,
      fc.constantFrom(1, 3),
      fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
      (width, height, channels, some) => {
        const plain = Uint8Array.from(some.take(width * height * channels))
        const rowBytes = width * channels
        expect(unfilterRows(filterRows(plain, rowBytes), rowBytes, channels)).toEqual(plain)
      },
    ),
  )
})

it('every way to filter a row is read', () => {
  const filtered = [
    [1, 10, 20, 30, 5, 5, 5],
    [2, 1, 1, 1, 1, 1, 1],
    [3, 10, 10, 10, 10, 10, 10],
    [4, 1, 2, 3, 4, 5, 6],
    [0, 7, 8, 9, 7, 8, 9],
  ]
  const plain = [
    [10, 20, 30, 15, 25, 35],
    [11, 21, 31, 16, 26, 36],
    [15, 20, 25, 25, 33, 40],
    [16, 22, 28, 29, 38, 46],
    [7, 8, 9, 7, 8, 9],
  ]
  expect(unfilterRows(Uint8Array.from(filtered.flat()), 6, 3)).toEqual(Uint8Array.from(plain.flat()))
})

it('another one is not', () => {
  expect(unfilterRows(Uint8Array.from([5, 1]), 1, 1)).toBeUndefined()
})
