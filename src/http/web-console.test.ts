import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { sessionCookieName } from './session-cookie.ts'
import { buildHouse, type House } from './testing/house.ts'
import { administrator, member, visitor, type Visitor } from './testing/visitor.ts'
import { expectSoon } from './testing/on-socket.ts'
import { ticketLifeMs } from './tickets.ts'

let house: House
let admin: Visitor
let port: number
let now: Date
let guests: PassThrough[]
const sockets: WebSocket[] = []

beforeEach(async () => {
  now = new Date()
  guests = []
  house = await buildHouse({
    accessNow: () => now,
    changeApp: (app) => ({
      ...app,
      guests: {
        ...app.guests,
        // What is typed comes back, as from a guest that echoes.
        console: () => {
          const guest = new PassThrough()
          guests.push(guest)
          return Promise.resolve(guest)
        },
      },
    }),
  })
  admin = await administrator(house)
  await house.web.listen({ host: '127.0.0.1', port: 0 })
  port = (house.web.server.address() as AddressInfo).port
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await house.close()
})

const ticketFor = async (vm: string, who = admin, screen = 'serial') =>
  (await who.ask('POST', `/v1/vms/${vm}/console/ticket`, { screen })).json<{ ticket: string }>().ticket

interface Dial {
  readonly vm?: string
  readonly ticket?: string
  readonly who?: Visitor
  readonly headers?: Readonly<Record<string, string>>
}

/** Opens a console as a browser would; resolves to `open`, or to the status it is refused with. */
async function dial({ vm = 'web', ticket, who = admin, headers = {} }: Dial) {
  const query = ticket === undefined ? '' : `?ticket=${encodeURIComponent(ticket)}`
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/vms/${vm}/console${query}`, {
    headers: {
      origin: `http://127.0.0.1:${port}`,
      cookie: `${sessionCookieName}=${who.secret() ?? ''}`,
      ...headers,
    },
  })
  sockets.push(socket)
  const result = await new Promise<string | number>((resolve, reject) => {
    socket.once('open', () => resolve('open'))
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.once('error', reject)
  })
  return { socket, result }
}

it('with a ticket a console is opened, and carries what is typed', async () => {
  const { socket, result } = await dial({ ticket: await ticketFor('web') })
  expect(result).toBe('open')
  socket.send('uname -a\n')
  const [echo] = (await once(socket, 'message')) as [Buffer]
  expect(echo.toString()).toBe('uname -a\n')
})

describe('a console is not opened', () => {
  it('without a ticket, or with one that is none', async () => {
    expect((await dial({})).result).toBe(403)
    expect((await dial({ ticket: '' })).result).toBe(403)
    expect((await dial({ ticket: 'x'.repeat(43) })).result).toBe(403)
    expect((await dial({ ticket: 'x'.repeat(256) })).result).toBe(400)
  })

  it('with one that was used', async () => {
    const ticket = await ticketFor('web')
    expect((await dial({ ticket })).result).toBe('open')
    expect((await dial({ ticket })).result).toBe(403)
  })

  it('with one that is too old', async () => {
    const ticket = await ticketFor('web')
    now = new Date(now.getTime() + ticketLifeMs)
    expect((await dial({ ticket })).result).toBe(403)
  })

  it("with another VM's, another screen's or another's", async () => {
    expect((await dial({ ticket: await ticketFor('photos') })).result).toBe(403)
    expect((await dial({ ticket: await ticketFor('web', admin, 'vnc') })).result).toBe(403)
    const bert = await member(house, { name: 'bert', role: 'admin' })
    expect((await dial({ ticket: await ticketFor('web', bert) })).result).toBe(403)
  })

  it('without a session, from elsewhere, or by somebody who may not', async () => {
    const ticket = () => ticketFor('web')
    expect((await dial({ ticket: await ticket(), who: visitor(house) })).result).toBe(401)
    for (const origin of [
      'http://evil.example',
      'null',
      `http://localhost:${port}`,
      `https://127.0.0.1:${port}`,
    ])
      expect((await dial({ ticket: await ticket(), headers: { origin } })).result).toBe(403)
    const vera = await member(house, { name: 'vera', role: 'viewer' })
    expect((await dial({ ticket: 'x', who: vera })).result).toBe(403)
    const olga = await member(house, { name: 'olga', role: 'operator', vms: ['build'] })
    expect((await dial({ ticket: 'x', who: olga })).result).toBe(404)
    expect(guests).toEqual([])
  })
})

it('a console ends with the session that opened it, and with the right to it', async () => {
  const otto = await member(house, { name: 'otto', role: 'operator', vms: ['web'] })
  const { socket, result } = await dial({ who: otto, ticket: await ticketFor('web', otto) })
  expect(result).toBe('open')
  const closed = once(socket, 'close')
  await admin.ask('PATCH', '/v1/users/otto', { vms: ['build'] })
  await closed
  expect(guests[0]?.destroyed).toBe(true)

  const mine = await dial({ ticket: await ticketFor('web') })
  const over = once(mine.socket, 'close')
  await admin.ask('DELETE', '/v1/session')
  await over
})

it('a frame of 10 MB ends the console, and the guest gets none of it', async () => {
  const { socket } = await dial({ ticket: await ticketFor('web') })
  const closed = once(socket, 'close') as Promise<[number]>
  socket.send(Buffer.alloc(10 * 1024 * 1024))
  expect((await closed)[0]).toBe(1009)
  await expectSoon('the console is closed', () => guests[0]?.destroyed === true)
  expect(guests[0]?.readableLength).toBe(0)
})

it('the event stream of somebody who is taken out ends', async () => {
  const vera = await member(house, { name: 'vera', role: 'viewer' })
  const answer = await fetch(`http://127.0.0.1:${port}/v1/events`, {
    headers: { cookie: `${sessionCookieName}=${vera.secret()}` },
  })
  expect(answer.status).toBe(200)
  const end = answer.text()
  await admin.ask('DELETE', '/v1/users/vera')
  expect(await end).toContain('retry:')
})

it('an operator hears of their VMs alone', async () => {
  const otto = await member(house, { name: 'otto', role: 'operator', vms: ['web'] })
  const answer = await fetch(`http://127.0.0.1:${port}/v1/events`, {
    headers: { cookie: `${sessionCookieName}=${otto.secret()}` },
  })
  const end = answer.text()
  for (const vm of ['build', 'web']) {
    const url = `/v1/vms/${vm}/${vm === 'web' ? 'pause' : 'start'}`
    const { id } = (await house.http.inject({ method: 'POST', url })).json<{ id: string }>()
    await house.engine.wait(id)
  }
  await expectSoon('it has told of web', () => house.live.inventory().jobs.length === 2)
  await otto.ask('DELETE', '/v1/session')
  const told = await end
  expect(told).toContain('"name":"web"')
  expect(told).not.toContain('"name":"build"')
})
