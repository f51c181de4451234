import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePpm } from './decode-ppm.ts'

const ppm = (head: string, pixels: readonly number[] = []) =>
  Uint8Array.from(
    Array.from(head)
      .map((character) => character.charCodeAt(0))
      .concat(pixels),
  )

describe('a portable pixmap', () => {
  it('is its sides and its pixels', () => {
    const pixels = [1, 2, 3, 4, 5, 6]
    const picture = { widthPx: 2, heightPx: 1, rgb: Uint8Array.from(pixels) }
    for (const head of ['P6\n2 1\n255\n', 'P6 2 1 255 ', 'P6\n# from QEMU\n2\t1\n# and so on\n255\n'])
      expect(decodePpm(ppm(head, pixels))).toEqual({ picture })
  })

  it('may begin with a pixel that looks like white space', () => {
    expect(decodePpm(ppm('P6\n1 1\n255\n', [10, 32, 9]))).toMatchObject({ picture: { widthPx: 1 } })
  })

  it.each([
    ['', [], 'is no portable pixmap (P6)'],
    ['P5\n1 1\n255\n', [1], 'is no portable pixmap (P6)'],
    ['P6\n-1 1\n255\n', [], 'is no portable pixmap (P6)'],
    ['P6\n2 1\n255', [], 'is no portable pixmap (P6)'],
    ['P6\n99999999999 1\n255\n', [], 'is no portable pixmap (P6)'],
    ['P6\n0 1\n255\n', [], 'says that it has no pixels'],
    ['P6\n100000 100000\n255\n', [1], 'says that it is 100000 × 100000 pixels large, which is too much'],
    ['P6\n1 1\n65535\n', [1, 1, 1, 1, 1, 1], 'has colours up to 65535, and not up to 255'],
    ['P6\n2 1\n255\n', [1, 2, 3], 'has 3 bytes of pixels, and says that it has 6'],
    ['P6\n1 1\n255\n', [1, 2, 3, 4], 'has 4 bytes of pixels, and says that it has 3'],
  ] as const)('that lies is refused: %j', (head, pixels, wrong) => {
    expect(decodePpm(ppm(head, pixels))).toEqual({ wrong })
  })

  it('is decided on for any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.boolean(), (bytes, isNamed) => {
        const decoded = decodePpm(isNamed ? ppm('P6 1 1 255 ', [...bytes]) : bytes)
        if ('picture' in decoded) expect(decoded.picture.rgb).toHaveLength(3)
      }),
    )
  })
})
