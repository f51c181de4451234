import { StringDecoder } from 'node:string_decoder'
import { setTimeout as sleep } from 'node:timers/promises'
import { exitCodes } from '../contract/errors.ts'
import type { EventAnswer } from '../contract/schemas/inventory.ts'
import { CliError } from './cli-error.ts'
import type { Client } from './client.ts'
import { createSseReader } from './sse.ts'

export interface EventOptions {
  readonly signal: AbortSignal
  /** Only changes after this sequence number; without it, from now on. */
  readonly after?: number | undefined
  /** Called each time the stream is open, first and after every reconnect. */
  readonly onOpen?: (() => void) | undefined
  /** Called when the daemon went away and is waited for. */
  readonly onAway?: (() => void) | undefined
  /** How long the daemon may be away before it is given up; default 60 s. */
  readonly giveUpMs?: number | undefined
}

const firstPauseMs = 200
const longestPauseMs = 2_000

/**
 * The changes on the host as they happen, over reconnects and restarts of the daemon; ends when the signal aborts.
 * Rejects with `CliError` if the daemon is not there at first, or stays away.
 */
export async function* followEvents(client: Client, options: EventOptions): AsyncGenerator<EventAnswer> {
  const { signal } = options
  let after = options.after
  let opened = false
  let awaySince: number | undefined
  let pauseMs = firstPauseMs
  while (!signal.aborted) {
    try {
      for await (const event of openEvents(client, after, signal, () => {
        opened = true
        awaySince = undefined
        pauseMs = firstPauseMs
        options.onOpen?.()
      })) {
        after = event.seq
        yield event
      }
    } catch (error) {
      if (signal.aborted) return
      if (!opened || !(error instanceof CliError) || error.exitCode !== exitCodes.unreachable) throw error
      const now = performance.now()
      awaySince ??= now
      if (now - awaySince > (options.giveUpMs ?? 60_000)) throw error
    }
    if (signal.aborted) return
    options.onAway?.()
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
}

async function* openEvents(
  client: Client,
  after: number | undefined,
  signal: AbortSignal,
  onOpen: () => void,
): AsyncGenerator<EventAnswer> {
  const stream = await client.open('events', after === undefined ? {} : { query: { after } }, {
    signal,
    timeoutMs: 0,
  })
  onOpen()
  const read = createSseReader()
  const decoder = new StringDecoder('utf8')
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      for (const message of read(decoder.write(chunk)))
        if (message.event === 'change') yield JSON.parse(message.data) as EventAnswer
    }
  } catch (error) {
    // Cut off in the middle is how a daemon that is killed looks: the caller connects anew.
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error
  } finally {
    stream.destroy()
  }
}
