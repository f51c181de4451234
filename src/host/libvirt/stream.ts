import { Duplex } from 'node:stream'
import { MAX_STREAM_BYTES, STATUS } from './framing.ts'

/** What a stream needs of the connection it runs on. */
export interface StreamPort {
  /** Sends one packet; false when the pipe is full. */
  send(status: number, bytes?: Uint8Array): boolean
  /** Calls back once the pipe has room again, or the connection ended. */
  onceWritable(callback: () => void): void
  pause(): void
  resume(): void
  /** The stream is over on both sides: its serial may be forgotten. */
  release(): void
}

/** The connection's side of a stream: it tells what arrived. */
export interface StreamSink {
  readonly duplex: Duplex
  /** Data, a copy that may be kept. Empty means the other side has no more. */
  data(bytes: Buffer): void
  /** The daemon confirmed the end: what was written is where it belongs. */
  confirmed(): void
  /** It will not come to its end; without an error, because nobody wants it any more. */
  failed(error: Error | undefined): void
}

/**
 * A libvirt stream as a Node Duplex. Ending the writable side asks the daemon to finish, and 'finish' comes only once it confirmed,
 * which makes an upload durable. The other side's end is confirmed by us before 'end' is emitted, otherwise the daemon keeps
 * the stream. Destroying before that aborts it. Reading slowly stops reading the whole socket, so a stream has a connection of its own.
 */
export function createStream(port: StreamPort): StreamSink {
  type Phase = 'open' | 'finishing' | 'aborting' | 'over'
  let phase: Phase = 'open'
  let onFinished: ((error?: Error | null) => void) | undefined

  const duplex = new Duplex({
    readableHighWaterMark: 512 * 1024,
    writableHighWaterMark: 256 * 1024,
    allowHalfOpen: false,
    read() {
      port.resume()
    },
    write(chunk: Buffer, _encoding, done) {
      writeFrom(chunk, 0, done)
    },
    final(done) {
      if (phase === 'over') return done()
      onFinished = done
      finish()
    },
    destroy(error, done) {
      if (phase === 'open' || phase === 'finishing') {
        phase = 'aborting'
        port.send(STATUS.error)
        // The daemon's answer to the abort may wait behind data nobody reads any more.
        port.resume()
      }
      const waiting = onFinished
      onFinished = undefined
      waiting?.(error)
      done(error)
    },
  })

  function writeFrom(chunk: Buffer, from: number, done: () => void): void {
    let at = from
    while (at < chunk.length) {
      // After the daemon's end of stream there is nobody to write to; what a person still types is dropped, not an error.
      if (phase !== 'open') return done()
      const packet = chunk.subarray(at, at + MAX_STREAM_BYTES)
      at += packet.length
      if (!port.send(STATUS.continue, packet)) {
        const next = at
        return port.onceWritable(() => writeFrom(chunk, next, done))
      }
    }
    done()
  }

  function finish(): void {
    if (phase !== 'open') return
    phase = 'finishing'
    port.send(STATUS.ok)
    port.resume()
  }

  function settle(): void {
    phase = 'over'
    port.release()
  }

  return {
    duplex,
    data(bytes) {
      if (phase === 'aborting' || phase === 'over') return
      if (bytes.length === 0) finish()
      else if (!duplex.push(bytes)) port.pause()
    },
    confirmed() {
      const aborted = phase === 'aborting'
      settle()
      if (aborted) return
      const waiting = onFinished
      onFinished = undefined
      duplex.push(null)
      waiting?.()
    },
    failed(error) {
      const aborted = phase === 'aborting'
      settle()
      if (!aborted) duplex.destroy(error)
    },
  }
}
