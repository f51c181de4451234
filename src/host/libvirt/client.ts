import { setTimeout as sleep } from 'node:timers/promises'
import { createCapabilityCache, type CapabilityCache } from './capability-cache.ts'
import type { CallOptions, Caller, CallRest } from './caller.ts'
import type { Connection } from './connection.ts'
import { ConnectionLost } from './error.ts'
import { EVENT_TYPES, type EventType, type LibvirtEvent } from './event-kinds.ts'
import { subscribe } from './events.ts'
import { openConnection, type OpenOptions } from './open.ts'
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
  /** How long a call made while there is no connection waits for one. Default 15,000 ms. */
  readonly connectWaitMs?: number
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
  /** Resolves once connected; rejects with the last failure when that takes longer than `connectWaitMs`. */
  ready(): Promise<void>
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

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 2000
/** A connection that lived this long was a good one: the next failure starts again with a short pause. */
const GOOD_AFTER_MS = 5000

/** Starts connecting at once and keeps at it until closed; see `ready` and `onState`. */
export function openLibvirt(options: LibvirtClientOptions): LibvirtClient {
  const { uri, connectWaitMs = 15_000, events = EVENT_TYPES } = options
  const stateListeners = new Set<(state: LibvirtState) => void>()
  const eventListeners = new Set<(event: LibvirtEvent) => void>()
  const own = new Set<Connection>()
  const closing = new AbortController()
  let state: LibvirtState = { state: 'connecting', since: Date.now(), lastError: undefined }
  let link: Link | undefined
  let generation = 0

  const capabilities = createCapabilityCache(withConnection)
  const supervised = supervise()

  async function supervise(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS
    while (!closing.signal.aborted) {
      const startedAt = performance.now()
      const lastError = await serveOnce().catch(asError)
      link = undefined
      if (closing.signal.aborted) break
      setState({ state: 'connecting', since: Date.now(), lastError })
      if (performance.now() - startedAt > GOOD_AFTER_MS) pauseMs = FIRST_PAUSE_MS
      // An abort ends the pause early; the loop then ends too.
      await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined)
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)
    }
  }

  /** Connects, serves until one of the two connections is lost, and resolves with the reason. */
  async function serveOnce(): Promise<ConnectionLost> {
    const control = await open()
    try {
      const eventConnection = await open()
      try {
        const subscription = await subscribe(eventConnection, events, onEvent)
        const libvirtVersion = Number(await control.call('connectGetLibVersion'))
        link = { control, events: eventConnection }
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
        return loss
      } finally {
        release(eventConnection)
      }
    } finally {
      release(control)
    }
  }

  async function open(signal: AbortSignal = closing.signal): Promise<Connection> {
    const connection = await openConnection(uri, { ...options, signal })
    own.add(connection)
    return connection
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

  function ready(): Promise<void> {
    if (state.state === 'connected') return Promise.resolve()
    return new Promise((resolve, reject) => {
      const settle = (after: () => void) => {
        clearTimeout(timer)
        stateListeners.delete(onChange)
        after()
      }
      const onChange = (next: LibvirtState) => {
        if (next.state === 'connected') settle(resolve)
        if (next.state === 'closed') settle(() => reject(closedError()))
      }
      const timer = setTimeout(() => settle(() => reject(notConnected())), connectWaitMs)
      stateListeners.add(onChange)
      onChange(state)
    })
  }

  function notConnected(): Error {
    const cause = state.state === 'connecting' ? state.lastError : undefined
    return (
      cause ??
      new ConnectionLost('transport-failed', 'not-sent', undefined, new Error(`no answer from ${uri}`))
    )
  }

  function call<N extends ProcedureName>(name: N, ...rest: CallRest<N>): Promise<ResultOf<N>> {
    return link !== undefined ? link.control.call(name, ...rest) : callLater(name, rest)
  }

  async function callLater<N extends ProcedureName>(name: N, rest: CallRest<N>): Promise<ResultOf<N>> {
    const callOptions: CallOptions | undefined = rest[1]
    await abortable(ready(), callOptions?.signal)
    return call(name, ...rest)
  }

  async function withConnection<T>(
    use: (connection: Connection) => Promise<T>,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<T> {
    await abortable(ready(), signal)
    const connection = await open(
      signal === undefined ? undefined : AbortSignal.any([signal, closing.signal]),
    )
    const onAbort = () => connection.close()
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      return await use(connection)
    } finally {
      signal?.removeEventListener('abort', onAbort)
      release(connection)
    }
  }

  return {
    uri,
    state: () => state,
    onState: (listener) => addTo(stateListeners, listener),
    onEvent: (listener) => addTo(eventListeners, listener),
    ready,
    call,
    withConnection,
    capabilities,
    async close() {
      closing.abort()
      for (const connection of own) connection.close()
      await supervised
      link = undefined
      if (state.state !== 'closed') setState({ state: 'closed' })
      capabilities.close(closedError())
    },
  }
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

function closedError(): ConnectionLost {
  return new ConnectionLost('closed-here', 'not-sent')
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
