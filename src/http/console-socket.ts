import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { consoleCloseCodes as closeCodes } from '../contract/console-close-codes.ts'
import { toProblems } from '../domain/problem.ts'

export interface ConsoleSocketOptions {
  /** A caller that does not answer a ping within this time is taken for gone. */
  readonly pingMs: number
}

const closeWaitMs = 1_000

// Beyond this the guest's output waits in the guest, not in our memory.
const bufferedBytesLimit = 256 * 1024

/**
 * Joins a websocket and a guest's serial console, both ways, holding each side back while the other cannot keep up.
 * The guest's output goes out as binary messages; both kinds are taken in. Ends when either side does.
 */
export function joinConsole(
  socket: WebSocket,
  guest: Duplex,
  vm: string,
  options: ConsoleSocketOptions,
): { end(): void } {
  let answered = true
  const ping = setInterval(() => {
    if (!answered) {
      socket.terminate()
      return
    }
    answered = false
    socket.ping()
  }, options.pingMs)
  socket.on('pong', () => (answered = true))

  const close = (code: number, reason: string) => {
    clearInterval(ping)
    guest.destroy()
    socket.close(code, cutToBytes(reason, 123))
    // A caller that is gone never answers a close, and a stopping daemon would wait for it.
    setTimeout(() => socket.terminate(), closeWaitMs).unref()
  }

  guest.on('data', (chunk: Buffer) => {
    socket.send(chunk, { binary: true }, () => {
      if (guest.isPaused() && socket.bufferedAmount < bufferedBytesLimit) guest.resume()
    })
    if (socket.bufferedAmount >= bufferedBytesLimit) guest.pause()
  })
  guest.once('end', () => close(closeCodes.ended, `The console of ${vm} has ended.`))
  guest.once('error', (error) => {
    const [{ code, message }] = toProblems(error)
    close(code === 'in_use' ? closeCodes.taken : closeCodes.failed, message)
  })
  guest.once('close', () => close(closeCodes.ended, `The console of ${vm} has ended.`))

  socket.on('message', (data: RawData) => {
    if (!guest.writable || guest.write(toBuffer(data))) return
    socket.pause()
    guest.once('drain', () => socket.resume())
  })
  // ws reports a broken protocol or an oversized message here and closes with the fitting code by itself.
  socket.on('error', () => guest.destroy())
  socket.once('close', () => {
    clearInterval(ping)
    guest.destroy()
  })

  return { end: () => close(closeCodes.goingAway, `Kiste is stopping; ${vm} goes on.`) }
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}

/** The longest start of a text that fits, in UTF-8; a close frame carries no more than 123 bytes of reason. */
export function cutToBytes(text: string, limitBytes: number): string {
  if (Buffer.byteLength(text) <= limitBytes) return text
  const start = Buffer.from(text)
    .subarray(0, limitBytes - 3)
    .toString()
  return `${start.replace(/\uFFFD+$/, '')}…`
}
