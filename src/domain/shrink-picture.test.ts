import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Picture } from './picture.ts'
import { shrinkPicture } from './shrink-picture.ts'

const grey = (widthPx: number, heightPx: number, levels: readonly number[]): Picture => ({
  widthPx,
  heightPx,
  rgb: Uint8Array.from(levels.flatMap((level) => [level, level, level])),
})

describe('a picture that is shrunk', () => {
  it('is the mean of each area', () => {
    expect(shrinkPicture(grey(4, 2, [0, 100, 200, 200, 100, 200, 0, 0]), 2)).toEqual(grey(2, 1, [100, 100]))
  })

  it('has of a pixel that lies on a border what belongs to each side', () => {
    expect(shrinkPicture(grey(3, 1, [0, 90, 240]), 2)).toEqual(grey(2, 1, [30, 190]))
  })

  it('keeps its colours apart', () => {
    const picture = { widthPx: 2, heightPx: 1, rgb: Uint8Array.from([10, 20, 30, 30, 60, 90]) }
    expect(shrinkPicture(picture, 1).rgb).toEqual(Uint8Array.from([20, 40, 60]))
  })

  it('stays as it is if it is narrow enough, and is never higher than before', () => {
    const picture = grey(2, 1, [1, 2])
    expect(shrinkPicture(picture, 2)).toBe(picture)
    expect(shrinkPicture(picture, 4096)).toBe(picture)
    expect(
      shrinkPicture(
        grey(
          9,
          1,
          Array.from({ length: 9 }, () => 7),
        ),
        3,
      ),
    ).toEqual(grey(3, 1, [7, 7, 7]))
  })

  it('of one colour stays of that colour, whatever the sizes', () => {
    const side = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(side, side, side, fc.integer({ min: 0, max: 255 }), (width, height, wish, level) => {
        const { rgb, widthPx, heightPx } = shrinkPicture(
          grey(
            width,
            height,
            Array.from({ length: width * height }, () => level),
          ),
          wish,
        )
        expect(widthPx).toBe(Math.min(width, wish))
        expect(rgb).toHaveLength(widthPx * heightPx * 3)
        expect(rgb.every((byte) => byte === level)).toBe(true)
      }),
    )
  })
})
