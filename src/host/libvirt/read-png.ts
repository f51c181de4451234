import { promisify } from 'node:util'
import { crc32, inflate } from 'node:zlib'
import { whyNotSides, type Decoded } from '../../domain/picture.ts'
import { unfilterRows } from '../../domain/png-filters.ts'

// Own code, as PNG is zlib with a few bytes around it (W3C PNG, third edition), and of it no more is needed than what QEMU writes:
// 8 bits a channel, not interlaced.
const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
const chunkOverheadBytes = 12
/** Bytes a pixel by colour type: grey, colours, grey with transparency, colours with transparency. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 }

const inflated = promisify(inflate) as (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number },
) => Promise<Buffer>

/** Reads a PNG of the kind that QEMU writes; what it says of transparency is left out. One that lies about its size is refused. */
export async function readPng(bytes: Uint8Array): Promise<Decoded> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks = chunksOf(file)
  const header = chunks?.[0]
  if (!chunks || header?.type !== 'IHDR' || header.data.length !== 13) return { wrong: 'is no whole PNG' }
  const [widthPx, heightPx] = [header.data.readUInt32BE(0), header.data.readUInt32BE(4)]
  const wrong = whyNotSides(widthPx, heightPx)
  if (wrong !== undefined) return { wrong }
  const [bits, colourType, , , interlace] = header.data.subarray(8)
  const channels = channelsOf[colourType ?? -1]
  if (bits !== 8 || channels === undefined || interlace !== 0)
    return { wrong: 'is a PNG of a kind that Kiste does not read' }
  const rowBytes = widthPx * channels
  const expectedBytes = heightPx * (rowBytes + 1)
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data))
  const filtered = await inflated(packed, { maxOutputLength: expectedBytes }).catch(() => undefined)
  if (filtered?.length !== expectedBytes) return { wrong: 'has not as many pixels as it says' }
  const plain = unfilterRows(filtered, rowBytes, channels)
  if (plain === undefined) return { wrong: 'has a row that cannot be read' }
  return { picture: { widthPx, heightPx, rgb: toRgb(plain, channels) } }
}

interface Chunk {
  readonly type: string
  readonly data: Buffer
}

/** All chunks up to the end; undefined if one is broken or the end is missing. */
function chunksOf(file: Buffer): readonly Chunk[] | undefined {
  if (!file.subarray(0, signature.length).equals(signature)) return undefined
  const chunks: Chunk[] = []
  let at = signature.length
  while (at + chunkOverheadBytes <= file.length) {
    const end = at + 8 + file.readUInt32BE(at)
    if (end + 4 > file.length) return undefined
    const type = file.toString('latin1', at + 4, at + 8)
    if (crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) return undefined
    chunks.push({ type, data: file.subarray(at + 8, end) })
    if (type === 'IEND') return chunks
    at = end + 4
  }
  return undefined
}

function toRgb(plain: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return plain
  const pixels = plain.length / channels
  const rgb = new Uint8Array(pixels * 3)
  const isGrey = channels < 3
  for (let pixel = 0; pixel < pixels; pixel += 1)
    for (let colour = 0; colour < 3; colour += 1)
      rgb[pixel * 3 + colour] = plain[pixel * channels + (isGrey ? 0 : colour)] ?? 0
  return rgb
}
