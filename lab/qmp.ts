import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** A connection to QEMU's monitor. QEMU serves one at a time, so it is opened for one deed and closed. */
export interface Qmp {
  /** Rejects with `QmpError` when QEMU refuses. */
  execute(command: string, args?: object): Promise<unknown>
  /** Resolves with an event's data. Ask before the deed that causes it. */
  event(name: string, matches: (data: Record<string, unknown>) => boolean, timeoutMs: number): Promise<void>
}

export class QmpError extends Error {
  readonly command: string
  /** QEMU's class of error, mostly `GenericError`. */
  readonly kind: string

  constructor(command: string, kind: string, description: string) {
    super(`QEMU refused ${command}: ${description}`)
    this.name = 'QmpError'
    this.command = command
    this.kind = kind
  }
}

/** For removing what may not be there: passes over QEMU's answer that there is no such thing. */
export function ifAbsent(error: unknown): void {
  const absent = error instanceof QmpError && /not found|(cannot|failed to) find/i.test(error.message)
  if (!absent) throw error
}

interface Message {
  readonly QMP?: object
  readonly event?: string
  readonly data?: Record<string, unknown>
  readonly id?: number
  readonly return?: unknown
  readonly error?: { readonly class: string; readonly desc: string }
}

/** Does something with the monitor behind this socket. */
export async function withQmp<T>(socketPath: string, work: (qmp: Qmp) => Promise<T>): Promise<T> {
  const socket = createConnection(socketPath)
  try {
    await once(socket, 'connect')
    const qmp = speak(socket)
    await qmp.execute('qmp_capabilities')
    return await work(qmp)
  } finally {
    socket.destroy()
  }
}

function speak(socket: Socket): Qmp {
  const waiting = new Map<number, (message: Message) => void>()
  const listeners = new Set<(message: Message) => void>()
  const failures = new Set<(error: Error) => void>()
  let broken: Error | undefined
  const fail = (error: Error) => {
    broken ??= error
    for (const failure of failures) failure(broken)
  }
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('QEMU closed its monitor')))
  const lines = createInterface(socket)
  lines.on('error', fail)
  lines.on('line', (line) => {
    const message = JSON.parse(line) as Message
    if (message.id !== undefined) waiting.get(message.id)?.(message)
    else for (const listener of listeners) listener(message)
  })
  let lastId = 0

  /** Waits for what `begin` is called back with, as long as the connection lives. */
  function alive<T>(begin: (resolve: (value: T) => void, reject: (error: Error) => void) => () => void) {
    return new Promise<T>((resolve, reject) => {
      if (broken) return reject(broken)
      failures.add(reject)
      const end = begin(
        (value) => (tidy(), resolve(value)),
        (error) => (tidy(), reject(error)),
      )
      const tidy = () => {
        failures.delete(reject)
        end()
      }
    })
  }

  return {
    execute(command, args) {
      const id = ++lastId
      return alive((resolve, reject) => {
        waiting.set(id, ({ error, return: value }) =>
          error ? reject(new QmpError(command, error.class, error.desc)) : resolve(value),
        )
        socket.write(`${JSON.stringify({ execute: command, ...(args ? { arguments: args } : {}), id })}\n`)
        return () => waiting.delete(id)
      })
    },
    event(name, matches, timeoutMs) {
      return alive((resolve, reject) => {
        const listener = ({ event, data }: Message) => {
          if (event === name && matches(data ?? {})) resolve(undefined)
        }
        listeners.add(listener)
        const timer = setTimeout(
          () => reject(new Error(`no ${name} from QEMU within ${timeoutMs / 1000} s`)),
          timeoutMs,
        )
        return () => {
          clearTimeout(timer)
          listeners.delete(listener)
        }
      })
    },
  }
}
