import { createConnection } from 'node:net'
import { WebSocket } from 'ws'
import { routes } from '../contract/routes.ts'
import { CliError } from './cli-error.ts'
import { errorOf, requestPath } from './client.ts'
import { unreachable } from './socket-path.ts'

/** A VM's serial console as bytes, both ways. */
export interface ConsoleSocket {
  send(bytes: Uint8Array): void
  onBytes(listener: (bytes: Buffer) => void): void
  /** Called once, with why if it did not end in order. */
  onEnd(listener: (error?: Error) => void): void
  close(): void
}

/** Connects to a VM's console. Rejects with `CliError`. What the guest says from the first byte on is kept for `onBytes`. */
export function openConsole(socketPath: string, vm: string): Promise<ConsoleSocket> {
  const path = requestPath(routes.openVmConsole, { params: { vm } })
  // The path of a socket may hold any character, so it is not made part of an address.
  const socket = new WebSocket(`ws://kiste${path}`, {
    createConnection: () => createConnection(socketPath),
    perMessageDeflate: false,
  })
  let early: Buffer[] = []
  let onBytes: ((bytes: Buffer) => void) | undefined
  let onEnd: ((error?: Error) => void) | undefined
  let ended: { readonly error?: Error } | undefined
  const end = (error?: Error): void => {
    if (ended) return
    ended = error ? { error } : {}
    onEnd?.(error)
  }
  socket.on('message', (data: Buffer) => {
    if (onBytes) onBytes(data)
    else early.push(data)
  })
  return new Promise((resolve, reject) => {
    let open = false
    socket.once('unexpected-response', (_request, answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('end', () =>
        reject(errorOf(Buffer.concat(chunks).toString('utf8'), answer.statusCode ?? 0)),
      )
    })
    socket.on('error', (error) => {
      if (open) end(unreachable(socketPath, error))
      else reject(unreachable(socketPath, error))
    })
    socket.once('close', (code, reason) => {
      // 1000 and 1005: in order. 1011 and 4000-4999 carry the daemon's reason (RFC 6455, section 7.4).
      if (code === 1000 || code === 1005) end()
      else if (reason.length > 0)
        end(new CliError([{ code: 'host_failed', message: reason.toString('utf8') }]))
      else end(unreachable(socketPath, new Error(`closed (${code})`)))
    })
    socket.once('open', () => {
      open = true
      resolve({
        send: (bytes) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(bytes, { binary: true })
        },
        onBytes: (listener) => {
          onBytes = listener
          for (const bytes of early) listener(bytes)
          early = []
        },
        onEnd: (listener) => {
          onEnd = listener
          if (ended) listener(ended.error)
        },
        close: () => socket.close(1000),
      })
    })
  })
}
