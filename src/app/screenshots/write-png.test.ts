import { crc32, inflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { Picture } from '../../domain/picture.ts'
import { writePng } from './write-png.ts'

/** Its chunks, each with a checksum that fits. */
function chunksOf(png: Buffer): ReadonlyMap<string, Buffer> {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const chunks = new Map<string, Buffer>()
  for (let at = 8; at < png.length;) {
    const end = at + 8 + png.readUInt32BE(at)
    expect(png.readUInt32BE(end)).toBe(crc32(png.subarray(at + 4, end)))
    chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, end))
    at = end + 4
  }
  return chunks
}

const rows: readonly (readonly [string, Picture, number, readonly number[]])[] = [
  [
    'colours',
    { widthPx: 2, heightPx: 2, rgb: Uint8Array.from([1, 2, 3, 4, 5, 6, 2, 2, 2, 4, 5, 5]) },
    2,
    [2, 1, 2, 3, 4, 5, 6, 2, 1, 0, 255, 0, 0, 255],
  ],
  [
    'grey',
    { widthPx: 2, heightPx: 2, rgb: Uint8Array.from([1, 1, 1, 4, 4, 4, 2, 2, 2, 0, 0, 0]) },
    0,
    [2, 1, 4, 2, 1, 252],
  ],
]
it.each(rows)(
  'a picture in %s is a PNG, each row what differs from the one above',
  async (_, picture, type, filtered) => {
    const chunks = chunksOf(await writePng(picture))
    expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND'])
    expect([...(chunks.get('IHDR') ?? [])]).toEqual([0, 0, 0, 2, 0, 0, 0, 2, 8, type, 0, 0, 0])
    expect([...inflateSync(chunks.get('IDAT') ?? '')]).toEqual(filtered)
  },
)
