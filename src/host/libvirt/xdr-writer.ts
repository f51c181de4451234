import { MAX_STRING_BYTES, TWO_32, XdrError } from './xdr.ts'

const SLAB_BYTES = 65_536
const SLAB_REST_BYTES = 512

/**
 * Writes values one after another into slabs. Bytes handed out by `take` are never written again, so a socket may keep them;
 * small messages share a slab, which spares an allocation a message.
 */
export class XdrWriter {
  buffer: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES)
  position = 0
  /** Where the bytes not yet taken begin. */
  start = 0

  /** Everything written since the last `take`. */
  take(): Buffer {
    const taken = this.buffer.subarray(this.start, this.position)
    if (this.buffer.length - this.position < SLAB_REST_BYTES) {
      this.buffer = Buffer.allocUnsafeSlow(SLAB_BYTES)
      this.position = 0
    }
    this.start = this.position
    return taken
  }

  /** Bytes written and not yet taken. */
  pending(): number {
    return this.position - this.start
  }

  /** Forgets what was written after `pending` bytes: the way back when a message cannot be encoded. */
  truncate(pending: number): void {
    this.position = this.start + pending
  }

  u32(value: number): void {
    if (!(value >= 0 && value <= 0xffff_ffff) || value % 1 !== 0)
      throw new XdrError(`${value} is no unsigned 32-bit number`)
    this.raw32(value)
  }

  i32(value: number): void {
    if ((value | 0) !== value) throw new XdrError(`${value} is no signed 32-bit number`)
    this.raw32(value)
  }

  u64(value: number | bigint): void {
    if (
      typeof value === 'number' ? !Number.isSafeInteger(value) || value < 0 : value < 0n || value >= 1n << 64n
    ) {
      throw new XdrError(`${value} is no unsigned 64-bit number`)
    }
    this.raw64(value)
  }

  i64(value: number | bigint): void {
    const fits =
      typeof value === 'number' ? Number.isSafeInteger(value) : value >= -(1n << 63n) && value < 1n << 63n
    if (!fits) throw new XdrError(`${value} is no signed 64-bit number`)
    this.raw64(value)
  }

  f64(value: number): void {
    const at = this.reserve(8)
    this.buffer.writeDoubleBE(value, at)
  }

  fixed(bytes: Uint8Array): void {
    const padded = (bytes.length + 3) & ~3
    const at = this.reserve(padded)
    this.buffer.set(bytes, at)
    this.buffer.fill(0, at + bytes.length, at + padded)
  }

  /** Bytes as they are, unpadded: a stream packet's payload. */
  raw(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length)
    this.buffer.set(bytes, at)
  }

  opaque(bytes: Uint8Array, maxBytes: number): void {
    if (bytes.length > maxBytes) throw new XdrError(`${bytes.length} bytes, the protocol allows ${maxBytes}`)
    this.raw32(bytes.length)
    this.fixed(bytes)
  }

  /** A NUL would end the string early in C, so it is refused here instead of naming something else there. */
  string(text: string, maxBytes: number = MAX_STRING_BYTES): void {
    if (text.length <= Math.min(64, maxBytes) && this.shortAscii(text)) return
    if (text.includes('\0')) throw new XdrError('a string holds a NUL character')
    const length = Buffer.byteLength(text, 'utf8')
    if (length > maxBytes) throw new XdrError(`a string of ${length} bytes, the protocol allows ${maxBytes}`)
    const padded = (length + 3) & ~3
    this.raw32(length)
    const at = this.reserve(padded)
    this.buffer.write(text, at, length, 'utf8')
    this.buffer.fill(0, at + length, at + padded)
  }

  uuid(text: string): void {
    const at = this.reserve(16)
    const bytes = this.buffer
    let out = at
    for (let index = 0; index < text.length; index++) {
      if (text.charCodeAt(index) === 45) continue
      const high = hexDigit(text.charCodeAt(index++))
      const low = hexDigit(text.charCodeAt(index))
      if (high < 0 || low < 0 || out === at + 16) throw new XdrError(`"${text.slice(0, 60)}" is no UUID`)
      bytes[out++] = (high << 4) | low
    }
    if (out !== at + 16) throw new XdrError(`"${text.slice(0, 60)}" is no UUID`)
  }

  /** Overwrites four bytes at `pending` bytes after the last take: a length known only at the end. */
  patch32(pending: number, value: number): void {
    this.buffer.writeUInt32BE(value, this.start + pending)
  }

  private shortAscii(text: string): boolean {
    const length = text.length
    const at = this.reserve(4 + ((length + 3) & ~3))
    const bytes = this.buffer
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code > 127 || code === 0) {
        this.position = at
        return false
      }
      bytes[at + 4 + index] = code
    }
    for (let pad = at + 4 + length; pad < this.position; pad++) bytes[pad] = 0
    bytes[at] = 0
    bytes[at + 1] = 0
    bytes[at + 2] = 0
    bytes[at + 3] = length
    return true
  }

  private raw32(value: number): void {
    const at = this.reserve(4)
    const bytes = this.buffer
    bytes[at] = value >>> 24
    bytes[at + 1] = value >>> 16
    bytes[at + 2] = value >>> 8
    bytes[at + 3] = value
  }

  private raw64(value: number | bigint): void {
    if (typeof value === 'bigint') {
      this.raw32(Number(BigInt.asUintN(32, value >> 32n)))
      this.raw32(Number(BigInt.asUintN(32, value)))
      return
    }
    const high = Math.floor(value / TWO_32)
    this.raw32(high)
    this.raw32(value - high * TWO_32)
  }

  private reserve(bytes: number): number {
    const at = this.position
    if (at + bytes <= this.buffer.length) {
      this.position = at + bytes
      return at
    }
    const pending = at - this.start
    const grown = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, (pending + bytes) * 2))
    this.buffer.copy(grown, 0, this.start, at)
    this.buffer = grown
    this.start = 0
    this.position = pending + bytes
    return pending
  }
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}
