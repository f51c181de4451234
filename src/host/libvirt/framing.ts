import { XdrError } from './xdr.ts'
import type { XdrWriter } from './xdr-writer.ts'

/** Frame layout of libvirt's RPC (src/rpc/virnetprotocol.x): a length that counts itself, a header of six words, the payload. */
export const HEADER_BYTES = 28
export const MAX_FRAME_BYTES = 32 * 1024 * 1024 + 4
/** The most a stream packet may carry for every server to take it (VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX). */
export const MAX_STREAM_BYTES = 262_120

export const PROGRAM = { remote: 0x2000_8086, qemu: 0x2000_8087, keepalive: 0x6b65_6570 } as const
export const PROTOCOL_VERSION = 1
export const TYPE = { call: 0, reply: 1, message: 2, stream: 3, streamHole: 6 } as const
export const STATUS = { ok: 0, error: 1, continue: 2 } as const

/** One frame's header and where its payload lies. The parser reuses the object and the bytes: copy what must outlive the call. */
export interface Frame {
  program: number
  version: number
  procedure: number
  type: number
  serial: number
  status: number
  bytes: Buffer
  payloadStart: number
  end: number
}

export type FrameParser = (chunk: Buffer) => void

/**
 * A parser that is pushed chunks as they come and calls `onFrame` for every whole frame. Frames that lie within one chunk are
 * passed without copying; a frame spread over chunks is gathered once, in a buffer of its announced size.
 * Throws XdrError on an impossible length; it must not be used after that.
 */
export function createFrameParser(onFrame: (frame: Frame) => void): FrameParser {
  const frame: Frame = {
    program: 0,
    version: 0,
    procedure: 0,
    type: 0,
    serial: 0,
    status: 0,
    bytes: Buffer.alloc(0),
    payloadStart: 0,
    end: 0,
  }
  const lengthBytes = Buffer.alloc(4)
  let lengthHave = 0
  let gathered: Buffer | undefined
  let gatheredHave = 0

  function emit(bytes: Buffer, start: number, end: number): void {
    frame.program = word(bytes, start + 4)
    frame.version = word(bytes, start + 8)
    frame.procedure = word(bytes, start + 12)
    frame.type = word(bytes, start + 16)
    frame.serial = word(bytes, start + 20)
    frame.status = word(bytes, start + 24)
    frame.bytes = bytes
    frame.payloadStart = start + HEADER_BYTES
    frame.end = end
    onFrame(frame)
  }

  /** Adds to the frame begun by an earlier chunk; returns how many bytes of this one it took. */
  function gather(chunk: Buffer): number {
    let at = 0
    while (gathered === undefined) {
      if (at === chunk.length) return at
      lengthBytes[lengthHave++] = chunk[at++]!
      if (lengthHave === 4) startGathering(checkedLength(word(lengthBytes, 0)))
    }
    const take = Math.min(gathered.length - gatheredHave, chunk.length - at)
    chunk.copy(gathered, gatheredHave, at, at + take)
    gatheredHave += take
    if (gatheredHave === gathered.length) {
      const whole = gathered
      gathered = undefined
      lengthHave = 0
      emit(whole, 0, whole.length)
    }
    return at + take
  }

  function startGathering(length: number): void {
    gathered = Buffer.allocUnsafe(length)
    lengthBytes.copy(gathered)
    gatheredHave = 4
  }

  return (chunk) => {
    let at = lengthHave > 0 ? gather(chunk) : 0
    while (at < chunk.length) {
      if (chunk.length - at >= 4) {
        const length = checkedLength(word(chunk, at))
        if (chunk.length - at >= length) {
          emit(chunk, at, at + length)
          at += length
          continue
        }
      }
      at += gather(chunk.subarray(at))
    }
  }
}

/** Writes a header whose length is filled in by `endFrame`; returns the mark that call needs. */
export function beginFrame(
  writer: XdrWriter,
  program: number,
  procedure: number,
  type: number,
  serial: number,
  status: number,
): number {
  const mark = writer.pending()
  writer.u32(0)
  writer.u32(program)
  writer.u32(PROTOCOL_VERSION)
  writer.u32(procedure)
  writer.u32(type)
  writer.u32(serial)
  writer.u32(status)
  return mark
}

/** Fills in the length of the frame begun at `mark`. Throws XdrError when it is over the protocol's limit. */
export function endFrame(writer: XdrWriter, mark: number): void {
  const length = writer.pending() - mark
  if (length > MAX_FRAME_BYTES) {
    throw new XdrError(`a message of ${length} bytes, the protocol allows ${MAX_FRAME_BYTES}`)
  }
  writer.patch32(mark, length)
}

function checkedLength(length: number): number {
  if (length < HEADER_BYTES || length > MAX_FRAME_BYTES) {
    throw new XdrError(
      `a frame of ${length} bytes, the protocol allows ${HEADER_BYTES} to ${MAX_FRAME_BYTES}`,
    )
  }
  return length
}

function word(bytes: Buffer, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}
