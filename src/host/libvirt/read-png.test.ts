import { crc32, deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readPng } from './read-png.ts'

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

interface Made {
  readonly widthPx: number
  readonly heightPx: number
  readonly bits?: number
  readonly colourType?: number
  readonly interlace?: number
  readonly rows: readonly (readonly number[])[]
}

/** A PNG as QEMU may write it; each row begins with its filter. */
function made({ widthPx, heightPx, bits = 8, colourType = 2, interlace = 0, rows }: Made): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(widthPx, 0)
  header.writeUInt32BE(heightPx, 4)
  header.set([bits, colourType, 0, 0, interlace], 8)
  const packed = deflateSync(Buffer.from(rows.flat()))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from('from QEMU')),
    chunk('IDAT', packed.subarray(0, 5)),
    chunk('IDAT', packed.subarray(5)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const one = { widthPx: 1, heightPx: 1 }

describe('a PNG', () => {
  it.each([
    ['grey', 0, [0, 9], [9, 9, 9]],
    ['grey with transparency', 4, [0, 9, 100], [9, 9, 9]],
    ['colours with transparency', 6, [0, 1, 2, 3, 100], [1, 2, 3]],
  ] as const)('is read in %s', async (_, colourType, row, rgb) => {
    expect(await readPng(made({ ...one, colourType, rows: [row] }))).toEqual({
      picture: { ...one, rgb: Uint8Array.from(rgb) },
    })
  })

  const good = made({ ...one, rows: [[0, 1, 2, 3]] })
  const damaged = Buffer.from(good)
  damaged[20] = 9
  it.each([
    ['nothing', Buffer.alloc(0), 'is no whole PNG'],
    ['half of one', good.subarray(0, good.length - 6), 'is no whole PNG'],
    ['a damaged one', damaged, 'is no whole PNG'],
    [
      'palettes',
      made({ ...one, colourType: 3, rows: [[0, 1]] }),
      'is a PNG of a kind that Kiste does not read',
    ],
    ['16 bits', made({ ...one, bits: 16, rows: [[0]] }), 'is a PNG of a kind that Kiste does not read'],
    [
      'interlaced',
      made({ ...one, interlace: 1, rows: [[0]] }),
      'is a PNG of a kind that Kiste does not read',
    ],
    ['too few pixels', made({ ...one, rows: [[0, 1, 2]] }), 'has not as many pixels as it says'],
    [
      'too many pixels',
      made({ ...one, rows: [Array.from({ length: 5000 }, () => 0)] }),
      'has not as many pixels as it says',
    ],
    ['a filter that is none', made({ ...one, rows: [[7, 1, 2, 3]] }), 'has a row that cannot be read'],
    [
      'what is too large',
      made({ widthPx: 100_000, heightPx: 100_000, rows: [[0]] }),
      'says that it is 100000 × 100000 pixels large, which is too much',
    ],
  ])('refuses %s', async (_, bytes, wrong) => {
    expect(await readPng(bytes)).toEqual({ wrong })
  })
})
