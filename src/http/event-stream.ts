import type { ServerResponse } from 'node:http'
import type { LiveEvent } from '../live/live.ts'
import type { EventFeed } from './handler.ts'

export interface EventStreamOptions {
  /** A sign of life this often keeps the connection from looking dead. */
  readonly heartbeatMs: number
}

const frames = new WeakMap<LiveEvent, string>()

/**
 * Sends changes as server-sent events until the caller leaves or `end` is called.
 *
 * A slow reader costs no memory: when its socket is full, following stops, and goes on from where it was once the socket has
 * drained; what it missed comes out of the feed's own bounded history, or as a `reset`. One that reads nothing through two
 * heartbeats is cut off.
 */
export function sendEvents(
  response: ServerResponse,
  feed: EventFeed,
  options: EventStreamOptions,
): { end(): void } {
  let sent = feed.afterSeq
  let full = false
  let beatsMissed = 0
  let unfollow: (() => void) | undefined
  let unfollowMetrics: (() => void) | undefined

  const write = (text: string) => {
    if (!response.write(text)) full = true
  }
  const follow = () => {
    const stop = feed.follow(sent, (event) => {
      if (full) return
      sent = event.seq
      write(frame(event))
      if (full) pause()
    })
    // The replay may have filled the socket before there was anything to stop.
    if (full) stop()
    else unfollow = stop
    if (full) return
    unfollowMetrics = feed.followMetrics?.((sample) => {
      write(`event: metrics\ndata: ${JSON.stringify(sample)}\n\n`)
      if (full) pause()
    })
  }
  const pause = () => {
    unfollow?.()
    unfollow = undefined
    unfollowMetrics?.()
    unfollowMetrics = undefined
  }
  const beat = setInterval(() => {
    // An event of its own and no comment: browsers show those to no page, which then cannot tell silence from an end.
    if (!full) write('event: beat\ndata: {}\n\n')
    else if (++beatsMissed >= 2) response.destroy()
  }, options.heartbeatMs)

  response.on('drain', () => {
    full = false
    beatsMissed = 0
    if (unfollow === undefined) follow()
  })
  // Writing to somebody who has just left is no error of ours; `close` follows.
  response.on('error', () => undefined)
  response.on('close', () => {
    clearInterval(beat)
    full = true
    pause()
  })

  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Buffering proxies would hold changes back.
    'x-accel-buffering': 'no',
  })
  write('retry: 1000\n\n')
  follow()

  return {
    end: () => {
      full = true
      pause()
      response.end()
    },
  }
}

/** One event as it goes over the wire; shared by all who follow. */
function frame(event: LiveEvent): string {
  const known = frames.get(event)
  if (known !== undefined) return known
  const made = `id: ${event.seq}\nevent: change\ndata: ${JSON.stringify(event)}\n\n`
  frames.set(event, made)
  return made
}
