import { applyEvent } from './apply-event.ts'
import type { Inventory, LiveEvent } from './answers.ts'

/** How the page stands with the daemon. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  /** What is shown is as it was seen last. */
  | { readonly state: 'lost'; readonly sinceMs: number }

/** What a stream of changes is to us: the browser's EventSource, or a test's. */
export interface Stream {
  onOpen(act: () => void): void
  onEvent(act: (data: string) => void): void
  /** A sign of life, where nothing changes. */
  onBeat(act: () => void): void
  /** It broke, and does not come back by itself. */
  onBroken(act: () => void): void
  close(): void
}

export interface LiveDeps {
  readInventory(signal: AbortSignal): Promise<Inventory>
  openStream(afterSeq: number): Stream
  /** Runs it with the next picture, or soon where no pictures are drawn. */
  soon(act: () => void): void
  later(act: () => void, delayMs: number): () => void
  nowMs(): number
  /** Whatever is shown of the daemon's state comes through these two. */
  show(inventory: Inventory, events: readonly LiveEvent[]): void
  connection(connection: Connection): void
}

export interface Live {
  /** Something woke us that may have cut the connection without a word: look whether all is as it was. */
  again(): void
  stop(): void
}

/** Short at first, since a daemon that is restarted is back at once. */
const retryDelaysMs = [500, 1_000, 2_000, 5_000]
/** The daemon gives a sign of life every 15 s; who has been silent for longer than two of them is gone, though nobody said so. */
const silenceMs = 35_000

/**
 * Keeps one inventory as the daemon has it: reads it whole, follows its changes, folds those of one picture into one. When the stream breaks
 * the inventory is read again rather than patched: what was missed while nobody listened may be anything.
 */
export function startLive(deps: LiveDeps): Live {
  let inventory: Inventory | undefined
  let waiting: LiveEvent[] = []
  let round = new AbortController()
  let failures = 0
  let lostSinceMs: number | undefined

  const flush = () => {
    if (!inventory || waiting.length === 0) return
    const events = waiting
    waiting = []
    inventory = events.reduce(applyEvent, inventory)
    deps.show(inventory, events)
  }

  const begin = async () => {
    round.abort()
    const mine = (round = new AbortController())
    const { signal } = mine
    waiting = []
    try {
      inventory = await deps.readInventory(signal)
    } catch {
      if (!signal.aborted) retry()
      return
    }
    if (signal.aborted) return
    deps.show(inventory, [])
    const stream = deps.openStream(inventory.seq)
    signal.addEventListener('abort', () => stream.close())
    let forget = () => {}
    const isAlive = () => {
      forget()
      forget = deps.later(() => {
        stream.close()
        if (!signal.aborted) retry()
      }, silenceMs)
    }
    signal.addEventListener('abort', () => forget())
    stream.onBeat(isAlive)
    stream.onOpen(() => {
      isAlive()
      failures = 0
      lostSinceMs = undefined
      deps.connection({ state: 'live' })
    })
    stream.onEvent((data) => {
      isAlive()
      const event = readEvent(data)
      if (event?.type === 'reset') void begin()
      if (!event || event.type === 'reset') return
      if (waiting.push(event) === 1) deps.soon(() => signal.aborted || flush())
    })
    stream.onBroken(() => {
      stream.close()
      if (!signal.aborted) retry()
    })
  }

  const retry = () => {
    round.abort()
    const { signal } = (round = new AbortController())
    lostSinceMs ??= deps.nowMs()
    deps.connection({ state: 'lost', sinceMs: lostSinceMs })
    const delayMs = retryDelaysMs[Math.min(failures++, retryDelaysMs.length - 1)] ?? 5_000
    const cancel = deps.later(() => void begin(), delayMs)
    signal.addEventListener('abort', cancel)
  }

  deps.connection({ state: 'connecting' })
  void begin()
  return {
    again: () => void begin(),
    stop: () => round.abort(),
  }
}

function readEvent(data: string): LiveEvent | undefined {
  try {
    const value: unknown = JSON.parse(data)
    const isEvent = typeof value === 'object' && value !== null && 'seq' in value && 'type' in value
    return isEvent ? (value as LiveEvent) : undefined
  } catch {
    return undefined
  }
}
