import { setTimeout as sleep } from 'node:timers/promises'
import { createCapabilityCache, type CapabilityCache } from './capability-cache.ts'
import type { CallOptions, Caller, CallRest } from './caller.ts'
import type { Connection, ConnectionOptions } from './connection.ts'
import { ConnectionLost } from './error.ts'
import { EVENT_TYPES, type EventType, type LibvirtEvent } from './event-kinds.ts'
import { subscribe } from './events.ts'
import { openConnection, type OpenOptions } from './open.ts'
import { startRetryLoop } from './retry-loop.ts'
import { untilConnected, type Patience, type Tries } from './readiness.ts'
import type { ProcedureName, ResultOf } from './procedures.ts'

/** Times are milliseconds since the epoch. */
export type LibvirtState =
  | { readonly state: 'connecting'; readonly since: number; readonly lastError: Error | undefined }
  | {
      readonly state: 'connected'
      readonly since: number
      /** Counts connects; when it grows, list again: events may have been missed. */
      readonly generation: number
      /** 1,000,000 × major + 1,000 × minor + release. */
      readonly libvirtVersion: number
      /** Event types this daemon does not offer. */
      readonly unsupportedEvents: readonly EventType[]
    }
  | { readonly state: 'closed' }

export interface LibvirtClientOptions extends Omit<OpenOptions, 'signal' | 'window'> {
  /** `qemu:///session`, `qemu:///system`, `qemu+unix:///session?socket=…`, `qemu+ssh://user@host/system`. */
  readonly uri: string
  /** How long a call of a job waits for a connection while there is none. Default 15,000 ms. */
  readonly connectWaitMs?: number
  /** How often the daemon gives a sign of life; see `ALIVE_COUNT`. Default 3,000 ms. */
  readonly aliveMs?: number
  /** Default: all. */
  readonly events?: readonly EventType[]
}

/** libvirt, kept reachable: it reconnects by itself, and says so. */
export interface LibvirtClient extends Caller {
  readonly uri: string
  state(): LibvirtState
  /** Called on every change of state. 'connected' comes after events are registered: list now and nothing is missed. */
  onState(listener: (state: LibvirtState) => void): () => void
  /** Called for every event, in the daemon's order. */
  onEvent(listener: (event: LibvirtEvent) => void): () => void
  /** Resolves once connected; rejects with the last failure when that takes too long. */
  ready(): Promise<void>
  /** Whether the daemon gives a sign of life within so long. One that hangs is else noticed only after some seconds. */
  answers(limitMs: number): Promise<boolean>
  /** The same client for calls that wait this patiently. One that was just opened has the patience of a job. */
  patient(patience: Patience): LibvirtClient
  /**
   * Runs `use` with a connection of its own, closed afterwards: for streams and everything that may take long. Costs some 4 ms.
   * An aborted signal closes it, which rejects whatever runs on it.
   */
  withConnection<T>(
    use: (connection: Connection) => Promise<T>,
    options?: { signal?: AbortSignal },
  ): Promise<T>
  readonly capabilities: CapabilityCache
  close(): Promise<void>
}

interface Link {
  /** Reads and short writes, four at a time. */
  readonly control: Connection
  /** Registrations and events only, so that no slow call delays an event. */
  readonly events: Connection
}

/** So many signs of life in a row may fail to come: with the default pause, a daemon that hangs is given up after some 12 to 15 s. */
const ALIVE_COUNT = 3

/** Starts connecting at once and keeps at it until closed; see `ready` and `onState`. */
export function openLibvirt(options: LibvirtClientOptions): LibvirtClient {
  const { uri, connectWaitMs = 15_000, aliveMs = 3_000, events = EVENT_TYPES } = options
  const stateListeners = new Set<(state: LibvirtState) => void>()
  const eventListeners = new Set<(event: LibvirtEvent) => void>()
  const own = new Set<Connection>()
  const opening = new Set<AbortController>()
  let closing = false
  let state: LibvirtState = { state: 'connecting', since: Date.now(), lastError: undefined }
  let link: Link | undefined
  let generation = 0
  let lostAt: number | undefined

  const capabilities = createCapabilityCache((use) => patient('job').withConnection(use))
  const loop = startRetryLoop(serveOnce, onEnd)

  function onEnd(lastError: Error): void {
    if (link !== undefined) lostAt = performance.now()
    link = undefined
    setState({ state: 'connecting', since: Date.now(), lastError })
  }

  /** Connects, serves until one of the two connections is lost, and resolves with the reason. */
  async function serveOnce(): Promise<ConnectionLost> {
    const control = await open()
    try {
      // Nothing but its own messages come here, so that silence means that the daemon hangs, whatever its calls are doing.
      const eventConnection = await open(undefined, { keepaliveMs: aliveMs, keepaliveCount: ALIVE_COUNT })
      try {
        const subscription = await subscribe(eventConnection, events, onEvent)
        const libvirtVersion = Number(await control.call('connectGetLibVersion'))
        link = { control, events: eventConnection }
        loop.cameThrough()
        generation++
        capabilities.refresh()
        const { unsupported } = subscription
        setState({
          state: 'connected',
          since: Date.now(),
          generation,
          libvirtVersion,
          unsupportedEvents: unsupported,
        })
        const loss = await Promise.race([control.closed, eventConnection.closed])
        control.close(loss)
        // A daemon that hangs answers on no connection; calls without a limit would wait for ever.
        if (loss.reason === 'keepalive') dropAll(loss)
        return loss
      } finally {
        release(eventConnection)
      }
    } finally {
      release(control)
    }
  }

  async function open(signal?: AbortSignal, alive: ConnectionOptions = {}): Promise<Connection> {
    const giveUp = new AbortController()
    const onAbort = () => giveUp.abort(signal?.reason)
    signal?.throwIfAborted()
    if (closing) throw closedError()
    signal?.addEventListener('abort', onAbort, { once: true })
    opening.add(giveUp)
    try {
      const connection = await openConnection(uri, { ...alive, ...options, signal: giveUp.signal })
      own.add(connection)
      return connection
    } finally {
      opening.delete(giveUp)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  function dropAll(loss: ConnectionLost): void {
    for (const one of opening) one.abort(notSent(loss))
    for (const connection of own) connection.close(loss)
  }

  function release(connection: Connection): void {
    own.delete(connection)
    connection.close()
  }

  function onEvent(event: LibvirtEvent): void {
    if (event.type === 'hypervisor-lost') return link?.control.close()
    for (const listener of eventListeners) listener(event)
  }

  function setState(next: LibvirtState): void {
    state = next
    for (const listener of stateListeners) listener(next)
  }

  const tries: Tries = {
    state: () => state,
    onState: (listener) => addTo(stateListeners, listener),
    beganAt: loop.beganAt,
    lostAt: () => lostAt,
    hurry: loop.hurry,
  }

  function notConnected(): Error {
    if (state.state === 'closed') return closedError()
    const cause = state.state === 'connecting' ? state.lastError : undefined
    if (cause instanceof ConnectionLost) return notSent(cause)
    return (
      cause ??
      new ConnectionLost('transport-failed', 'not-sent', undefined, new Error(`no answer from ${uri}`))
    )
  }

  function patient(patience: Patience): LibvirtClient {
    const waitMs = patience === 'job' ? connectWaitMs : 'while it may help'
    const ready = () => untilConnected(tries, waitMs, notConnected)

    async function callLater<N extends ProcedureName>(name: N, rest: CallRest<N>): Promise<ResultOf<N>> {
      const callOptions: CallOptions | undefined = rest[1]
      await abortable(ready(), callOptions?.signal)
      return self.call(name, ...rest)
    }

    const self: LibvirtClient = {
      ...common,
      ready,
      call: (name, ...rest) =>
        link !== undefined ? link.control.call(name, ...rest) : callLater(name, rest),
      async withConnection(use, { signal } = {}) {
        await abortable(ready(), signal)
        const connection = await open(signal)
        const onAbort = () => connection.close()
        signal?.addEventListener('abort', onAbort, { once: true })
        try {
          return await use(connection)
        } finally {
          signal?.removeEventListener('abort', onAbort)
          release(connection)
        }
      },
    }
    return self
  }

  const common = {
    uri,
    state: () => state,
    onState: tries.onState,
    onEvent: (listener: (event: LibvirtEvent) => void) => addTo(eventListeners, listener),
    async answers(limitMs: number) {
      if (link === undefined) return false
      const silent = sleep(limitMs, false, { ref: false })
      return Promise.race([link.events.ask().then(() => true), silent])
    },
    patient,
    capabilities,
    async close() {
      closing = true
      dropAll(closedError())
      await loop.stop()
      link = undefined
      if (state.state !== 'closed') setState({ state: 'closed' })
      capabilities.close(closedError())
    },
  }
  return patient('job')
}

function addTo<T>(set: Set<T>, item: T): () => void {
  set.add(item)
  return () => set.delete(item)
}

/** The promise, or the signal's reason if that comes first. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/** What a lost connection means for a call that never left. */
function notSent({ reason, detail }: ConnectionLost): ConnectionLost {
  return new ConnectionLost(reason, 'not-sent', undefined, detail)
}

function closedError(): ConnectionLost {
  return new ConnectionLost('closed-here', 'not-sent')
}
