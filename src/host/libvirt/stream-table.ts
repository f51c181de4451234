import type { Duplex } from 'node:stream'
import { LibvirtError, remoteError } from './error.ts'
import { STATUS, type Frame } from './framing.ts'
import type { Procedure } from './procedure.ts'
import { createStream, type StreamSink } from './stream.ts'
import { XdrError, XdrReader } from './xdr.ts'

/** What streams need of their connection. */
export interface StreamCarrier {
  /** Sends a stream packet of a procedure; false when the pipe is full. */
  send(procedure: Procedure<unknown, unknown>, serial: number, status: number, bytes?: Uint8Array): boolean
  pause(): void
  resume(): void
}

interface Entry {
  readonly name: string
  readonly sink: StreamSink
}

/** The streams of one connection, by the serial of the call that opened them. */
export interface StreamTable {
  open(name: string, procedure: Procedure<unknown, unknown>, serial: number): Duplex
  /** The opening call failed: there is no stream. */
  forget(serial: number): void
  /** Handles a packet. Throws XdrError when no such stream is open. */
  onPacket(frame: Frame): void
  onDrain(): void
  /** Without an error the streams are just closed. */
  endAll(error: Error | undefined): void
}

export function createStreamTable(carrier: StreamCarrier): StreamTable {
  const entries = new Map<number, Entry>()
  const reader = new XdrReader()
  let waiting: (() => void)[] = []
  let ended = false

  function runWaiting(): void {
    const callbacks = waiting
    waiting = []
    for (const callback of callbacks) callback()
  }

  return {
    open(name, procedure, serial) {
      const sink = createStream({
        send: (status, bytes) => carrier.send(procedure, serial, status, bytes),
        onceWritable: (callback) => (ended ? callback() : void waiting.push(callback)),
        pause: () => carrier.pause(),
        resume: () => carrier.resume(),
        release: () => entries.delete(serial),
      })
      entries.set(serial, { name, sink })
      return sink.duplex
    },
    forget: (serial) => void entries.delete(serial),
    onPacket(frame) {
      const entry = entries.get(frame.serial)
      if (entry === undefined)
        throw new XdrError(`a stream packet for ${frame.serial}, which is no open stream`)
      switch (frame.status) {
        case STATUS.continue:
          // The parser's bytes are used again, a reader keeps them as long as it likes: this is the one copy a packet costs.
          return entry.sink.data(Buffer.from(frame.bytes.subarray(frame.payloadStart, frame.end)))
        case STATUS.ok:
          return entry.sink.confirmed()
        case STATUS.error:
          reader.reset(frame.bytes, frame.payloadStart, frame.end)
          return entry.sink.failed(new LibvirtError(entry.name, remoteError.read(reader)))
        default:
          throw new XdrError(`a stream packet with status ${frame.status}`)
      }
    },
    onDrain: runWaiting,
    endAll(error) {
      ended = true
      for (const { sink } of entries.values()) sink.failed(error)
      entries.clear()
      runWaiting()
    },
  }
}
