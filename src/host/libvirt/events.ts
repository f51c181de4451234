import type { Connection } from './connection.ts'
import type { ErrorCodeName } from './error-codes.ts'
import { LibvirtError } from './error.ts'
import { EVENT_KINDS, type EventKind, type EventType, type LibvirtEvent } from './event-kinds.ts'
import { PROGRAM } from './framing.ts'
import { XdrError } from './xdr.ts'

/** The close message is older than callback ids and has none. */
const NO_CALLBACK = -1

/** Old daemons say "internal error" to an event id they do not know; drivers without the call say "no support". */
const UNSUPPORTED: ReadonlySet<ErrorCodeName> = new Set<ErrorCodeName>([
  'internal-error',
  'no-support',
  'operation-unsupported',
  'argument-unsupported',
  'rpc',
])

export interface EventSubscription {
  /** Event types the daemon does not know: it is older, or has no such driver. */
  readonly unsupported: readonly EventType[]
  /** Stops the events. Those on their way are dropped. */
  stop(): Promise<void>
}

/**
 * Registers for events of every VM and network, one callback a type, and hands each event to `listener` in the order the daemon
 * sent it. A connection takes one subscription. Resolves once all are registered: list only after that, and nothing is missed.
 */
export async function subscribe(
  connection: Connection,
  types: readonly EventType[],
  listener: (event: LibvirtEvent) => void,
): Promise<EventSubscription> {
  const wanted = new Map(
    EVENT_KINDS.filter((one) => types.includes(one.type)).map((one) => [one.message, one]),
  )
  // By kind, not by id: the VM and network drivers number their callbacks independently.
  const callbacks = new Map<EventKind, number>()
  let stopped = false
  let registering = true

  connection.onMessage((program, procedure, reader) => {
    const event = program === PROGRAM.remote ? wanted.get(procedure) : undefined
    if (event === undefined)
      throw new XdrError(`message ${procedure} of program ${program}, which was not asked for`)
    const callback = event.of === 'connect' ? NO_CALLBACK : reader.i32()
    const decoded = event.codec.read(reader)
    if (reader.remaining() !== 0)
      throw new XdrError(`${reader.remaining()} bytes too many in a ${event.type} event`)
    if (stopped) return
    // An event may overtake the reply that would have told its callback id; afterwards the id must be known.
    if (!registering && callbacks.get(event) !== callback) {
      throw new XdrError(`an event for callback ${callback}, which was not registered`)
    }
    listener(decoded)
  })

  const unsupported: EventType[] = []
  await Promise.all(
    [...wanted.values()].map(async (event) => {
      const callback = await register(connection, event)
      if (callback === undefined) unsupported.push(event.type)
      else callbacks.set(event, callback)
    }),
  )
  registering = false

  return {
    unsupported,
    async stop() {
      stopped = true
      await Promise.all(
        [...callbacks].map(([event, callbackId]) => deregister(connection, event, callbackId)),
      )
    },
  }
}

async function register(connection: Connection, event: EventKind): Promise<number | undefined> {
  const { eventId } = event
  try {
    switch (event.of) {
      case 'domain':
        return await connection.call('domainEventRegister', { eventId, dom: null })
      case 'network':
        return await connection.call('networkEventRegister', { eventId, net: null })
      case 'connect':
        await connection.call('connectRegisterCloseCallback')
        return NO_CALLBACK
    }
  } catch (error) {
    if (error instanceof LibvirtError && UNSUPPORTED.has(error.code)) return undefined
    throw error
  }
}

async function deregister(connection: Connection, event: EventKind, callbackId: number): Promise<void> {
  switch (event.of) {
    case 'domain':
      return connection.call('domainEventDeregister', { callbackId })
    case 'network':
      return connection.call('networkEventDeregister', { callbackId })
    case 'connect':
      return connection.call('connectUnregisterCloseCallback')
  }
}
