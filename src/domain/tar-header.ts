/** One thing in a tar archive: POSIX ustar with what GNU tar and pax(1) add for long names and large files. */
export interface TarEntry {
  readonly type: 'file' | 'folder' | 'link' | 'hardlink' | 'other'
  /** As it stands there, in bytes: to be checked before anything is made of it. */
  readonly name: Uint8Array
  /** Where a link leads; for a hard link the name of an entry before. */
  readonly linkName: Uint8Array
  readonly sizeBytes: number
  readonly mode: number
  readonly modifiedSeconds: number
}

/** What a block of 512 bytes begins. `long…` and `pax` say something of the next entry, in as many bytes. */
export type TarBlock =
  | { readonly is: 'end' }
  | { readonly is: 'entry'; readonly entry: TarEntry }
  | { readonly is: 'longName' | 'longLink' | 'pax' | 'paxForAll'; readonly sizeBytes: number }

export const tarBlockBytes = 512

/** Reads a header. Throws an error that says what is wrong with it. */
export function readTarHeader(block: Uint8Array): TarBlock {
  if (block.length !== tarBlockBytes) throw new Error('a header is cut off')
  if (block.every((byte) => byte === 0)) return { is: 'end' }
  if (readNumber(block, 148, 8) !== checksum(block)) throw new Error('a header has the wrong checksum')
  const sizeBytes = readNumber(block, 124, 12)
  const flag = String.fromCharCode(block[156] ?? 0)
  const extension = extensions[flag]
  if (extension) return { is: extension, sizeBytes }
  const type = types[flag] ?? 'other'
  const name = withPrefix(block, text(block, 0, 100))
  return {
    is: 'entry',
    entry: {
      // Before POSIX, a folder was a file whose name ends with a slash.
      type: type === 'file' && name.at(-1) === 0x2f ? 'folder' : type,
      name,
      linkName: text(block, 157, 100),
      sizeBytes,
      mode: readNumber(block, 100, 8) & 0o7777,
      modifiedSeconds: readNumber(block, 136, 12),
    },
  }
}

const extensions: Readonly<Record<string, 'longName' | 'longLink' | 'pax' | 'paxForAll'>> = {
  L: 'longName',
  K: 'longLink',
  x: 'pax',
  g: 'paxForAll',
}

const types: Readonly<Record<string, TarEntry['type']>> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'link',
  '5': 'folder',
}

/** The records of a pax header, `LENGTH KEY=VALUE\n` each (pax(1), "pax Extended Header"). */
export function readPax(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const records = new Map<string, Uint8Array>()
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at)
    const length = Number(ascii(bytes.subarray(at, space)))
    const record = bytes.subarray(space + 1, at + length - 1)
    const equals = record.indexOf(0x3d)
    const isWhole = bytes[at + length - 1] === 0x0a
    if (space < at || !Number.isInteger(length) || length < 5 || !isWhole || equals < 1)
      throw new Error('a pax header cannot be understood')
    records.set(ascii(record.subarray(0, equals)), record.slice(equals + 1))
    at += length
  }
  return records
}

/** The header of an entry whose names have at most 100 bytes. */
export function formatTarHeader(entry: TarEntry): Uint8Array {
  if (entry.name.length > 100 || entry.linkName.length > 100) throw new RangeError('the name is too long')
  const block = new Uint8Array(tarBlockBytes)
  block.set(entry.name, 0)
  block.set(octal(entry.mode, 7), 100)
  block.set(octal(0, 7), 108)
  block.set(octal(0, 7), 116)
  block.set(octal(entry.sizeBytes, 11), 124)
  block.set(octal(Math.max(entry.modifiedSeconds, 0), 11), 136)
  block.set(encoder.encode(flags[entry.type]), 156)
  block.set(entry.linkName, 157)
  block.set(encoder.encode('ustar\u000000'), 257)
  block.set(octal(checksum(block), 6), 148)
  return block
}

const flags: Readonly<Record<TarEntry['type'], string>> = {
  file: '0',
  hardlink: '1',
  link: '2',
  folder: '5',
  other: '6',
}

const encoder = new TextEncoder()

function octal(value: number, digits: number): Uint8Array {
  return encoder.encode(value.toString(8).padStart(digits, '0'))
}

/** The sum of all bytes, the checksum itself taken for spaces. */
function checksum(block: Uint8Array): number {
  return block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0)
}

/** Octal digits or, where those do not suffice, GNU tar's: the top bit set, and the rest in base 256 with a sign. */
function readNumber(block: Uint8Array, at: number, length: number): number {
  const field = block.subarray(at, at + length)
  const first = field[0] ?? 0
  if (first >= 0x80) {
    const value = field.reduce(
      (sum, byte, index) => sum * 256n + BigInt(index === 0 ? byte & 0x7f : byte),
      0n,
    )
    return Number(BigInt.asIntN(8 * length - 1, value))
  }
  const digits = ascii(field).replaceAll('\0', ' ').trim()
  if (!/^[0-7]*$/.test(digits)) throw new Error('a number in a header cannot be read')
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}

function text(block: Uint8Array, at: number, length: number): Uint8Array {
  const field = block.subarray(at, at + length)
  const end = field.indexOf(0)
  return field.slice(0, end < 0 ? length : end)
}

/** POSIX keeps the beginning of a long name in a second field; GNU has other things there, and another magic. */
function withPrefix(block: Uint8Array, name: Uint8Array): Uint8Array {
  const prefix = ascii(block.subarray(257, 263)) === 'ustar\0' ? text(block, 345, 155) : new Uint8Array()
  if (prefix.length === 0) return name
  const whole = new Uint8Array(prefix.length + 1 + name.length)
  whole.set(prefix, 0)
  whole[prefix.length] = 0x2f
  whole.set(name, prefix.length + 1)
  return whole
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
