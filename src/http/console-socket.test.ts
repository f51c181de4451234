import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Duplex, PassThrough } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { App } from '../app/app.ts'
import type { ErrorAnswer } from '../contract/schemas/common.ts'
import { problemError } from '../domain/problem.ts'
import { cutToBytes } from './console-socket.ts'
import { buildHouse, type House } from './testing/house.ts'
import { answerTo, onSocket, textOf, expectSoon, type OnSocket } from './testing/on-socket.ts'

let house: House | undefined
let client: OnSocket | undefined
afterEach(async () => {
  await house?.close()
  client?.clean()
  house = client = undefined
})

/** A guest's end of a console: what the caller sent, and a way to say something. */
function guestEnd() {
  const received: Buffer[] = []
  let held: (() => void) | undefined
  let holding = false
  const duplex = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      received.push(chunk)
      if (holding) held = done
      else done()
    },
    final: (done) => done(),
  })
  return {
    duplex,
    received: () => Buffer.concat(received),
    receivedBytes: () => received.reduce((sum, { length }) => sum + length, 0),
    hold: () => (holding = true),
    letGo: () => {
      holding = false
      held?.()
    },
  }
}

async function withConsole(open: App['guests']['console'], heartbeatMs = 15_000): Promise<OnSocket> {
  house = await buildHouse({
    changeApp: (app) => ({ ...app, guests: { ...app.guests, console: open } }),
    http: { heartbeatMs },
  })
  client = await onSocket(house.http)
  return client
}

function dial({ path }: OnSocket, url = '/v1/vms/web/console'): WebSocket {
  return new WebSocket(`ws://kiste${url}`, {
    createConnection: () => connect(path),
    perMessageDeflate: false,
  })
}

async function closing(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
  return { code, reason: reason.toString() }
}

describe('a console', () => {
  it('carries bytes both ways, untouched', async () => {
    const guest = guestEnd()
    const socket = dial(await withConsole(() => Promise.resolve(guest.duplex)))
    await once(socket, 'open')
    const said = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    guest.duplex.push(said)
    const [message, isBinary] = (await once(socket, 'message')) as [Buffer, boolean]
    expect(isBinary).toBe(true)
    expect(message.equals(said)).toBe(true)
    socket.send(said)
    socket.send('as text: ä')
    await expectSoon('it arrived', () => guest.received().length === 267)
    expect(guest.received().subarray(0, 256).equals(said)).toBe(true)
    expect(guest.received().subarray(256).toString()).toBe('as text: ä')
    socket.close()
    await expectSoon('the guest was let go', () => guest.duplex.destroyed)
  })

  it('of the fake host echoes', async () => {
    house = await buildHouse()
    client = await onSocket(house.http)
    const socket = dial(client)
    let text = ''
    socket.on('message', (data: Buffer) => (text += data.toString()))
    await once(socket, 'open')
    socket.send('hello\r')
    await expectSoon('the echo', () => text.includes('hello'))
    socket.close(1000)
    expect((await closing(socket)).code).toBe(1000)
  })

  it('says why it ended when the VM did', async () => {
    const guest = guestEnd()
    const socket = dial(await withConsole(() => Promise.resolve(guest.duplex)))
    await once(socket, 'open')
    guest.duplex.push(null)
    expect(await closing(socket)).toEqual({ code: 1000, reason: 'The console of web has ended.' })
  })

  it('that somebody else took over says so by its number', async () => {
    const guest = guestEnd()
    const socket = dial(await withConsole(() => Promise.resolve(guest.duplex)))
    await once(socket, 'open')
    guest.duplex.destroy(problemError({ code: 'in_use', message: 'Somebody else opened it.' }))
    expect(await closing(socket)).toEqual({ code: 4000, reason: 'Somebody else opened it.' })
  })

  it('says why it failed, within what a close frame can hold', async () => {
    const guest = guestEnd()
    const socket = dial(await withConsole(() => Promise.resolve(guest.duplex)))
    await once(socket, 'open')
    guest.duplex.destroy(problemError({ code: 'host_failed', message: `It broke. ${'ä'.repeat(200)}` }))
    const { code, reason } = await closing(socket)
    expect(code).toBe(1011)
    expect(reason).toMatch(/^It broke\. ä+…$/)
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123)
  })

  it('says that the daemon is stopping', async () => {
    const guest = guestEnd()
    const socket = dial(await withConsole(() => Promise.resolve(guest.duplex)))
    await once(socket, 'open')
    const closed = closing(socket)
    await house?.http.close()
    expect(await closed).toEqual({ code: 1001, reason: 'Kiste is stopping; web goes on.' })
    expect(guest.duplex.destroyed).toBe(true)
  })
})

describe('a side that cannot keep up holds the other back', () => {
  it('a guest that takes nothing', async () => {
    const guest = guestEnd()
    guest.hold()
    const socket = dial(await withConsole(() => Promise.resolve(guest.duplex)))
    await once(socket, 'open')
    const part = Buffer.alloc(512 * 1024)
    for (let i = 0; i < 40; i++) socket.send(part)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(guest.duplex.writableLength).toBeLessThan(4 * part.length)
    expect(socket.bufferedAmount).toBeGreaterThan(10 * part.length)
    guest.letGo()
    await expectSoon('all arrived', () => guest.receivedBytes() === 40 * part.length)
    socket.terminate()
  })

  it('a caller that reads nothing', async () => {
    let said = 0
    const chatty = new Duplex({
      read() {
        said += 64 * 1024
        this.push(Buffer.alloc(64 * 1024))
      },
      write: (_chunk, _encoding, done) => done(),
    })
    const socket = dial(await withConsole(() => Promise.resolve(chatty)))
    await once(socket, 'open')
    socket.pause()
    await new Promise((resolve) => setTimeout(resolve, 200))
    const soFar = said
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(said).toBe(soFar)
    expect(said).toBeLessThan(4 * 1024 * 1024)
    socket.resume()
    await expectSoon('it goes on', () => said > soFar + 1024 * 1024)
    socket.terminate()
    await expectSoon('the guest was let go', () => chatty.destroyed)
  })

  it('a caller that is gone without a word is noticed', async () => {
    const guest = guestEnd()
    const on = await withConsole(() => Promise.resolve(guest.duplex), 40)
    // A peer that keeps its socket open and answers no ping, as one does whose network was pulled.
    const raw = await handshake(on)
    await expectSoon('the guest was let go', () => guest.duplex.destroyed)
    raw.destroy()
  })

  it('a message beyond all measure ends it', async () => {
    const guest = guestEnd()
    const socket = dial(await withConsole(() => Promise.resolve(guest.duplex)))
    await once(socket, 'open')
    socket.send(Buffer.alloc(2 * 1024 * 1024))
    expect((await closing(socket)).code).toBe(1009)
    await expectSoon('the guest was let go', () => guest.duplex.destroyed)
  })
})

const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** A websocket that answers nothing by itself. */
async function handshake({ begin }: OnSocket): Promise<Socket> {
  const [, socket] = (await once(begin('GET', '/v1/vms/web/console', upgrade).end(), 'upgrade')) as [
    unknown,
    Socket,
  ]
  return socket.on('error', () => undefined)
}

describe('a console that is refused', () => {
  const never: App['guests']['console'] = () => Promise.resolve(new PassThrough())

  it('is an HTTP error like any other, and its connection ends', async () => {
    house = await buildHouse()
    client = await onSocket(house.http)
    const answer = await answerTo(client.begin('GET', '/v1/vms/build/console', upgrade).end())
    expect(answer.statusCode).toBe(409)
    expect(answer.headers.connection).toBe('close')
    const { problems } = JSON.parse(await textOf(answer)) as ErrorAnswer
    expect(problems[0]).toMatchObject({ code: 'wrong_state', object: { type: 'vm', name: 'build' } })
  })

  const wrong: readonly (readonly [string, Record<string, string>])[] = [
    ['another protocol', { ...upgrade, upgrade: 'h2c' }],
    ['an old version', { ...upgrade, 'sec-websocket-version': '8' }],
    ['a broken key', { ...upgrade, 'sec-websocket-key': 'short' }],
  ]
  it.each(wrong)('%s', async (_title, headers) => {
    const { begin } = await withConsole(never)
    const answer = await answerTo(begin('GET', '/v1/vms/web/console', headers).end())
    expect(answer.statusCode).toBe(400)
    expect(await textOf(answer)).toContain('This address is a websocket')
  })

  it('an upgrade of another address is answered as if it had not asked', async () => {
    const { begin } = await withConsole(never)
    const answer = await answerTo(begin('GET', '/v1/health', upgrade).end())
    expect(answer.statusCode).toBe(200)
    expect(JSON.parse(await textOf(answer))).toMatchObject({ ok: true })
  })

  it('an upgrade that brings a body is refused and changes nothing', async () => {
    const { begin } = await withConsole(never)
    const headers = { ...upgrade, 'content-type': 'application/json', 'content-length': '2' }
    const sending = begin('POST', '/v1/vms/web/stop', headers)
    const answer = await answerTo(sending.end('{}'))
    expect(answer.statusCode).toBe(400)
    expect(house?.engine.list()).toEqual([])
  })

  it('a caller that leaves while the console is being opened leaves no console open', async () => {
    const guest = guestEnd()
    let open: (() => void) | undefined
    const on = await withConsole(() => new Promise((resolve) => (open = () => resolve(guest.duplex))))
    const sending = on.begin('GET', '/v1/vms/web/console', upgrade)
    sending.on('error', () => undefined)
    sending.end()
    await expectSoon('it is being opened', () => open !== undefined)
    sending.destroy()
    await new Promise((resolve) => setTimeout(resolve, 50))
    open?.()
    await expectSoon('it was closed', () => guest.duplex.destroyed)
  })
})

describe('a stopping daemon', () => {
  it('does not wait for a caller that is gone', async () => {
    const guest = guestEnd()
    const raw = await handshake(await withConsole(() => Promise.resolve(guest.duplex)))
    const begun = performance.now()
    await house?.http.close()
    expect(performance.now() - begun).toBeLessThan(5_000)
    expect(guest.duplex.destroyed).toBe(true)
    raw.destroy()
  })

  it('does not wait for a console that is still being opened', async () => {
    let isAsked = false
    const { begin } = await withConsole(() => {
      isAsked = true
      return new Promise(() => undefined)
    })
    const sending = begin('GET', '/v1/vms/web/console', upgrade)
    sending.on('error', () => undefined)
    sending.end()
    await expectSoon('it is being opened', () => isAsked)
    const begun = performance.now()
    await house?.http.close()
    expect(performance.now() - begun).toBeLessThan(5_000)
  })
})

describe('cutToBytes', () => {
  it('cuts at a character, never within one', () => {
    expect(cutToBytes('short', 123)).toBe('short')
    for (let limit = 4; limit < 40; limit++) {
      const cut = cutToBytes('aä€🧨'.repeat(10), limit)
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(limit)
      expect(cut).not.toContain('\uFFFD')
    }
  })
})
