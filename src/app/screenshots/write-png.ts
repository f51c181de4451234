import { promisify } from 'node:util'
import { crc32, deflate } from 'node:zlib'
import type { Picture } from '../../domain/picture.ts'
import { filterRows } from '../../domain/png-filters.ts'

// Own code, as what is left of PNG beside zlib is a header and a checksum (W3C PNG, third edition).
const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
const bitsPerChannel = 8
const colourTypes = { grey: 0, colours: 2 } as const

const deflated = promisify(deflate) as (bytes: Uint8Array) => Promise<Buffer>

/** A picture as PNG: in grey if it has no colours, as the text of a boot. */
export async function writePng({ widthPx, heightPx, rgb }: Picture): Promise<Buffer> {
  const isGrey = hasNoColour(rgb)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(widthPx, 0)
  header.writeUInt32BE(heightPx, 4)
  header.set([bitsPerChannel, isGrey ? colourTypes.grey : colourTypes.colours], 8)
  const plain = isGrey ? rgb.filter((_, at) => at % 3 === 0) : rgb
  const packed = await deflated(filterRows(plain, widthPx * (isGrey ? 1 : 3)))
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const around = Buffer.alloc(8)
  around.writeUInt32BE(data.length, 0)
  around.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)])
}

function hasNoColour(rgb: Uint8Array): boolean {
  for (let at = 0; at < rgb.length; at += 3)
    if (rgb[at] !== rgb[at + 1] || rgb[at] !== rgb[at + 2]) return false
  return true
}
