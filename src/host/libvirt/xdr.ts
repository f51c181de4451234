/**
 * XDR (RFC 4506) as libvirt uses it: big-endian, every item padded to four bytes. Knows bytes only, no socket and no procedure.
 */

/** What arrived (or was to be sent) does not fit the protocol: too short, too long, a bad tag, a value out of range. */
export class XdrError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'XdrError'
  }
}

/** libvirt's REMOTE_STRING_MAX (src/remote/remote_protocol.x). */
export const MAX_STRING_BYTES = 4_194_304

export const TWO_32 = 4_294_967_296
const MAX_SAFE_HIGH = 0x1f_ffff
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const EMPTY = Buffer.alloc(0)
const NAME_SLOTS = 4096
const MAX_NAME_BYTES = 64
const names: (string | undefined)[] = Array.from({ length: NAME_SLOTS }, () => undefined)

/** True when the bytes are this very text, and plain ASCII: other text is just decoded again. */
function isAscii(text: string, bytes: Buffer, at: number, length: number): boolean {
  if (text.length !== length) return false
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code > 127 || code !== bytes[at + index]) return false
  }
  return true
}

/** Reads one value after another from a part of a buffer; every read is checked against the end. */
export class XdrReader {
  buffer: Buffer = EMPTY
  position = 0
  end = 0

  /** Points the reader at `buffer[start, end)`. */
  reset(buffer: Buffer, start: number, end: number): this {
    this.buffer = buffer
    this.position = start
    this.end = end
    return this
  }

  remaining(): number {
    return this.end - this.position
  }

  u32(): number {
    const at = this.advance(4)
    const bytes = this.buffer
    return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
  }

  i32(): number {
    const at = this.advance(4)
    const bytes = this.buffer
    return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
  }

  /** A number where it is exact (below 2^53), else a bigint: BigInt arithmetic is slow and most counters stay small. */
  u64(): number | bigint {
    const high = this.u32()
    const low = this.u32()
    return high <= MAX_SAFE_HIGH ? high * TWO_32 + low : (BigInt(high) << 32n) | BigInt(low)
  }

  i64(): number | bigint {
    const high = this.i32()
    const low = this.u32()
    if (high >= -0x20_0000 && high <= MAX_SAFE_HIGH) {
      const value = high * TWO_32 + low
      if (Number.isSafeInteger(value)) return value
    }
    return (BigInt(high) << 32n) | BigInt(low)
  }

  f64(): number {
    return this.buffer.readDoubleBE(this.advance(8))
  }

  /** A fixed run of bytes, as a view: copy it before the buffer is used again. */
  fixed(length: number): Buffer {
    const at = this.advance((length + 3) & ~3)
    return this.buffer.subarray(at, at + length)
  }

  /** Bytes after their length, as a view. */
  opaque(maxBytes: number): Buffer {
    return this.fixed(this.length(maxBytes, 'bytes'))
  }

  string(maxBytes: number = MAX_STRING_BYTES): string {
    const length = this.length(maxBytes, 'a string')
    const at = this.advance((length + 3) & ~3)
    const end = at + length
    if (length > 24) return this.buffer.toString('utf8', at, end)
    const bytes = this.buffer
    let text = ''
    for (let index = at; index < end; index++) {
      const byte = bytes[index]!
      if (byte > 127) return bytes.toString('utf8', at, end)
      text += String.fromCharCode(byte)
    }
    return text
  }

  /** A string that is one of few, such as a field's name: equal ones share one string, which saves most of the time of statistics. */
  name(): string {
    const length = this.length(MAX_STRING_BYTES, 'a string')
    const at = this.advance((length + 3) & ~3)
    const bytes = this.buffer
    let hash = length
    for (let index = at; index < at + length; index++) hash = (hash * 31 + bytes[index]!) | 0
    const slot = hash & (NAME_SLOTS - 1)
    const known = names[slot]
    if (known !== undefined && isAscii(known, bytes, at, length)) return known
    const text = bytes.toString('utf8', at, at + length)
    if (length <= MAX_NAME_BYTES) names[slot] = text
    return text
  }

  /** Sixteen bytes as the usual text form, 8-4-4-4-12. */
  uuid(): string {
    const at = this.advance(16)
    const bytes = this.buffer
    let text = ''
    for (let index = 0; index < 16; index++) {
      if (index === 4 || index === 6 || index === 8 || index === 10) text += '-'
      text += HEX[bytes[at + index]!]!
    }
    return text
  }

  /** A count or length, refused above `max` before anything is allocated for it. */
  length(max: number, what: string): number {
    const length = this.u32()
    if (length > max) throw new XdrError(`${what} of length ${length}, the protocol allows ${max}`)
    return length
  }

  private advance(bytes: number): number {
    const at = this.position
    const next = at + bytes
    if (next > this.end) throw new XdrError(`message ends ${next - this.end} bytes too early`)
    this.position = next
    return at
  }
}
