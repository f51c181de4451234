import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { EventSchema } from '../contract/schemas/inventory.ts'
import { mismatches } from '../contract/testing/match-exactly.ts'
import { jobs } from '../contract/testing/samples.ts'
import type { LiveEvent } from '../live/live.ts'
import { makeRing, type Ring } from '../live/ring.ts'
import { sendEvents } from './event-stream.ts'
import type { EventFeed } from './handler.ts'
import { buildHouse, type House } from './testing/house.ts'
import { onSocket, expectSoon, type OnSocket } from './testing/on-socket.ts'

let house: House | undefined
let client: OnSocket | undefined
let plain: Server | undefined
let folder: string | undefined
afterEach(async () => {
  await house?.close()
  client?.clean()
  plain?.closeAllConnections()
  plain?.close()
  if (folder !== undefined) rmSync(folder, { recursive: true })
  house = client = plain = folder = undefined
})

/** Everything that came, as text, and the events in it. */
function collect(answer: IncomingMessage) {
  let text = ''
  answer.setEncoding('utf8')
  answer.on('data', (part: string) => (text += part))
  answer.on('error', () => undefined)
  return {
    text: () => text,
    events: (): LiveEvent[] =>
      [...text.matchAll(/^id: (\d+)\nevent: change\ndata: (.*)\n\n/gm)].map(([, id, data]) => {
        const event = JSON.parse(data ?? '') as LiveEvent
        expect(String(event.seq)).toBe(id)
        return event
      }),
  }
}

async function following(options: { readonly heartbeatMs?: number } = {}) {
  house = await buildHouse({ http: options })
  client = await onSocket(house.http)
  return { ...house, ...client }
}

describe('the event stream', () => {
  it('sends changes as they happen, each as its schema says', async () => {
    const { open, live, host } = await following()
    const { seq } = live.inventory()
    const answer = await open(`/v1/events?after=${seq}`)
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(answer.headers['cache-control']).toBe('no-store')
    const { events } = collect(answer)
    const web = live.inventory().vms.find(({ name }) => name === 'web')
    await host.vms.pause(web?.uuid ?? '')
    await expectSoon('the pause was told', () => events().length > 0)
    expect(events()[0]).toMatchObject({
      seq: seq + 1,
      type: 'vm',
      vm: { name: 'web', status: { state: 'paused' } },
    })
    for (const event of events()) expect(mismatches(EventSchema, event)).toEqual([])
  })

  it('without a number begins with what happens next', async () => {
    const { open, live } = await following()
    const { events } = collect(await open('/v1/events'))
    const [queued] = jobs
    if (queued !== undefined) live.jobChanged(queued)
    await expectSoon('the job was told', () => events().length === 1)
    expect(events()[0]).toMatchObject({ type: 'job' })
  })

  it('sends what was missed first, and Last-Event-ID wins over the address', async () => {
    const { open, live } = await following()
    const { seq } = live.inventory()
    for (const job of jobs.slice(0, 4)) live.jobChanged(job)
    const fromAddress = collect(await open(`/v1/events?after=${seq + 1}`))
    await expectSoon('three were replayed', () => fromAddress.events().length === 3)
    const fromHeader = collect(await open(`/v1/events?after=${seq}`, { 'last-event-id': String(seq + 3) }))
    await expectSoon('one was replayed', () => fromHeader.events().length === 1)
    expect(fromHeader.events()[0]?.seq).toBe(seq + 4)
  })

  it.each(['1', '99999999999999'])('says so when %s is not a number it knows', async (after) => {
    const { open, live } = await following()
    const { events } = collect(await open(`/v1/events?after=${after}`))
    await expectSoon('the reset came', () => events().length === 1)
    expect(events()).toEqual([{ seq: live.inventory().seq, type: 'reset' }])
  })

  it('gives signs of life', async () => {
    const { open } = await following({ heartbeatMs: 20 })
    const { text } = collect(await open('/v1/events'))
    await expectSoon('two beats', () => (text().match(/^event: beat$/gm) ?? []).length >= 2)
    expect(text().startsWith('retry: 1000\n\n')).toBe(true)
  })

  it('ends in order when the daemon does', async () => {
    const { open, http } = await following()
    const answer = await open('/v1/events')
    const ended = once(answer.resume(), 'end')
    await http.close()
    await ended
    expect(answer.complete).toBe(true)
  })
})

describe('a reader that is slow', () => {
  const large = 'x'.repeat(100_000)

  /** A server that sends from a ring to one client, and both ends of it. */
  async function sendFrom(ring: Ring, heartbeatMs: number) {
    const listeners = new Set<(event: LiveEvent) => void>()
    const feed: EventFeed = {
      afterSeq: ring.seq,
      follow: (afterSeq, listener) => {
        const missed = ring.after(afterSeq) ?? [{ type: 'reset', seq: ring.seq } as const]
        for (const event of missed) listener(event)
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    }
    const sent: { response?: ServerResponse } = {}
    plain = createServer((_request, response) => {
      sent.response = response
      sendEvents(response, feed, { heartbeatMs })
    })
    // On a unix socket the kernel holds little; on TCP it could hold all that is sent here.
    folder = mkdtempSync(join(tmpdir(), 'kiste-'))
    const socketPath = join(folder, 's')
    plain.listen(socketPath)
    await once(plain, 'listening')
    const asking = get({ socketPath, agent: false })
    asking.on('error', () => undefined)
    const [answer] = (await once(asking, 'response')) as [IncomingMessage]
    const push = () => {
      const event = ring.push({ type: 'vm-gone', uuid: large, name: 'web' })
      for (const listener of Array.from(listeners)) listener(event)
    }
    return { answer, push, listeners, response: () => sent.response }
  }

  it('costs no memory, and misses nothing that is still known', async () => {
    const { answer, push, response } = await sendFrom(makeRing(1_000, 0), 60_000)
    for (let i = 0; i < 100; i++) push()
    await new Promise((resolve) => setTimeout(resolve, 50))
    // 10 MB were told; no more than the one event that filled the socket waits in the daemon.
    expect(response()?.writableLength).toBeLessThan(2 * large.length)
    const { text, events } = collect(answer)
    await expectSoon(
      'the last came',
      () => text().endsWith('"name":"web"}\n\n') && text().includes('id: 100\n'),
    )
    expect(events().map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
  })

  it('is told to begin anew when it fell too far behind', async () => {
    const { answer, push } = await sendFrom(makeRing(10, 0), 60_000)
    for (let i = 0; i < 100; i++) push()
    await new Promise((resolve) => setTimeout(resolve, 50))
    const { events } = collect(answer)
    await expectSoon('the reset came', () => events().at(-1)?.type === 'reset')
    expect(events().at(-1)?.seq).toBe(100)
    push()
    await expectSoon('the next came', () => events().at(-1)?.seq === 101)
  })

  it('is cut off when it reads nothing at all', async () => {
    const { push, listeners, response } = await sendFrom(makeRing(1_000, 0), 30)
    for (let i = 0; i < 100; i++) push()
    await expectSoon('it was cut off', () => response()?.destroyed === true)
    expect(listeners.size).toBe(0)
  })
})

describe('a reader that leaves', () => {
  it('is forgotten', async () => {
    const { open, live } = await following({ heartbeatMs: 20 })
    const follow = live.follow.bind(live)
    let open_ = 0
    live.follow = (afterSeq, listener) => {
      const stop = follow(afterSeq, listener)
      open_ += 1
      return () => {
        open_ -= 1
        stop()
      }
    }
    const answer = await open('/v1/events')
    answer.on('error', () => undefined)
    expect(open_).toBe(1)
    answer.destroy()
    await expectSoon('it was forgotten', () => open_ === 0)
  })
})
