import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createConnection, type Connection, type ConnectionOptions } from './connection.ts'
import { ConnectionLost, LibvirtError } from './error.ts'
import { PROGRAM, STATUS, TYPE } from './framing.ts'
import {
  encodeFrame,
  NO_REPLY,
  startScriptedServer,
  type ScriptedServer,
  type ServerCall,
} from './testing/scripted-server.ts'
import { until } from './testing/until.ts'
import { connectUnix } from './transport.ts'
import { XdrError } from './xdr.ts'

let server: ScriptedServer
const open: Connection[] = []

beforeEach(async () => {
  server = await startScriptedServer()
})

afterEach(async () => {
  for (const connection of open.splice(0)) connection.close()
  await server.close()
})

async function connect(options?: ConnectionOptions): Promise<Connection> {
  const connection = createConnection(await connectUnix(server.path), options)
  open.push(connection)
  return connection
}

const state = { state: 1, reason: 1 }
const dom = { name: 'web', uuid: '11111111-2222-4333-8444-555555555555', id: 1 }

describe('calls', () => {
  test('arguments arrive, the result comes back', async () => {
    const seen: unknown[] = []
    server.handle({
      domainGetState(args) {
        seen.push(args)
        return { state: 3, reason: 2 }
      },
    })
    const connection = await connect()
    await expect(connection.call('domainGetState', { dom })).resolves.toEqual({ state: 3, reason: 2 })
    expect(seen).toEqual([{ dom, flags: 0 }])
  })

  test('at most four are under way, the rest keep their order', async () => {
    const waiting: ServerCall<'domainLookupById'>[] = []
    const order: number[] = []
    let most = 0
    server.handle({
      domainLookupById({ id }, call) {
        order.push(id)
        waiting.push(call)
        most = Math.max(most, waiting.length)
        return NO_REPLY
      },
    })
    const connection = await connect()
    const results = Promise.all(
      Array.from({ length: 30 }, (_, id) => connection.call('domainLookupById', { id })),
    )
    for (let answered = 0; answered < 30; answered++) {
      await until(() => waiting.length > 0)
      await sleep(1)
      waiting.pop()?.reply({ ...dom, id: answered })
    }
    await results
    expect(most).toBe(4)
    expect(order).toEqual(Array.from({ length: 30 }, (_, id) => id))
  })

  test('replies in any order find their calls', async () => {
    const waiting: (() => void)[] = []
    server.handle({
      domainLookupById({ id }, call) {
        waiting.push(() => call.reply({ ...dom, id }))
        if (waiting.length === 4) for (const answer of waiting.toReversed()) answer()
        return NO_REPLY
      },
    })
    const connection = await connect()
    const results = await Promise.all([7, 8, 9, 10].map((id) => connection.call('domainLookupById', { id })))
    expect(results.map(({ id }) => id)).toEqual([7, 8, 9, 10])
  })

  test('an error of libvirt rejects one call, the connection goes on', async () => {
    server.handle({
      domainGetState(_args, call) {
        call.fail({ code: 42, domain: 10, message: 'Domain not found', dom })
        return NO_REPLY
      },
      connectGetHostname: () => 'host',
    })
    const connection = await connect()
    const error = await connection.call('domainGetState', { dom }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(LibvirtError)
    expect(error).toMatchObject({
      code: 'no-domain',
      object: { kind: 'domain', name: 'web', uuid: dom.uuid },
    })
    await expect(connection.call('connectGetHostname')).resolves.toBe('host')
  })

  test('a bad argument is refused before it is sent, and takes no place', async () => {
    server.handle({ connectGetHostname: () => 'host' })
    const connection = await connect()
    for (let time = 0; time < 10; time++) {
      await expect(connection.call('domainLookupByName', { name: 'a\0b' })).rejects.toThrow(XdrError)
    }
    await expect(connection.call('connectGetHostname')).resolves.toBe('host')
    expect(server.calls).toEqual(['connectGetHostname'])
  })
})

describe('giving up', () => {
  test('a call not answered in time ends the connection; the rest learns what is known', async () => {
    server.handle({ domainGetState: () => NO_REPLY, connectGetHostname: () => NO_REPLY })
    const connection = await connect({ window: 2 })
    const results = await Promise.allSettled([
      connection.call('domainGetState', { dom }, { timeoutMs: 100 }),
      connection.call('connectGetHostname'),
      connection.call('domainSuspend', { dom }),
    ])
    expect(results).toMatchObject([
      { reason: { reason: 'timeout', outcome: 'unknown', procedure: 'domainGetState' } },
      { reason: { reason: 'timeout', outcome: 'unknown', procedure: 'connectGetHostname' } },
      { reason: { reason: 'timeout', outcome: 'not-sent', procedure: 'domainSuspend' } },
    ])
    await expect(connection.closed).resolves.toMatchObject({ reason: 'timeout' })
  })

  test('a signal drops a waiting call; one under way keeps its place until answered', async () => {
    let first: ServerCall<'domainSuspend'> | undefined
    server.handle({
      domainSuspend(_args, call) {
        first = call
        return NO_REPLY
      },
      connectGetHostname: () => 'host',
    })
    const connection = await connect({ window: 1 })
    const abort = new AbortController()
    const sent = connection.call('domainSuspend', { dom }, { signal: abort.signal })
    const waiting = connection.call('domainResume', { dom }, { signal: abort.signal })
    const next = connection.call('connectGetHostname')
    await until(() => first !== undefined)
    abort.abort(new Error('changed my mind'))
    await expect(sent).rejects.toThrow('changed my mind')
    await expect(waiting).rejects.toThrow('changed my mind')
    await sleep(20)
    expect(server.calls).toEqual(['domainSuspend'])
    first?.reply()
    await expect(next).resolves.toBe('host')
    expect(server.calls).toEqual(['domainSuspend', 'connectGetHostname'])
  })

  test('a signal aborted before: nothing is sent', async () => {
    const connection = await connect()
    const signal = AbortSignal.abort(new Error('no'))
    await expect(connection.call('connectGetHostname', undefined, { signal })).rejects.toThrow('no')
    expect(server.calls).toEqual([])
  })
})

describe('when the connection ends, nobody hangs', () => {
  test.each(['destroy', 'end', 'half a reply'] as const)('the server goes: %s', async (how) => {
    const connection = await connect()
    server.handle({
      domainGetState(_args, { peer, serial }) {
        if (how === 'half a reply') {
          const whole = encodeFrame({
            procedure: 212,
            type: TYPE.reply,
            serial,
            status: 0,
            body: (w) => w.u32(1),
          })
          peer.socket.write(whole.subarray(0, 20), () => peer.socket.destroy())
        } else peer.socket[how]()
        return NO_REPLY
      },
    })
    const results = await Promise.allSettled(
      Array.from({ length: 9 }, () => connection.call('domainGetState', { dom })),
    )
    const errors = results.map((result) =>
      result.status === 'rejected' ? (result.reason as unknown) : undefined,
    )
    expect(errors.every((error) => error instanceof ConnectionLost)).toBe(true)
    expect(errors.map((error) => (error as ConnectionLost).outcome)).toEqual([
      ...Array<string>(4).fill('unknown'),
      ...Array<string>(5).fill('not-sent'),
    ])
    await connection.closed
    await expect(connection.call('connectGetHostname')).rejects.toMatchObject({ outcome: 'not-sent' })
  })

  test('closed here', async () => {
    server.handle({ domainGetState: () => NO_REPLY })
    const connection = await connect()
    const call = connection.call('domainGetState', { dom })
    connection.close()
    await expect(call).rejects.toMatchObject({ reason: 'closed-here', outcome: 'unknown' })
  })
})

describe('what is no libvirt protocol ends the connection with one typed error', () => {
  const reply = (serial: number, more: Partial<Parameters<typeof encodeFrame>[0]> = {}) =>
    encodeFrame({
      procedure: 212,
      type: TYPE.reply,
      serial,
      status: STATUS.ok,
      body(w) {
        w.u32(1)
        w.u32(1)
      },
      ...more,
    })

  test.each<[string, (serial: number) => Uint8Array]>([
    ['text', () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['random bytes', () => Buffer.from(Array.from({ length: 100 }, (_, index) => (index * 37 + 91) & 255))],
    ['a frame too long', () => Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['a frame too short', () => Buffer.from([0, 0, 0, 8, 0, 0, 0, 0])],
    ['a serial nobody used', (serial) => reply(serial + 100)],
    ['a reply to another procedure', (serial) => reply(serial, { procedure: 213 })],
    ['a reply of another program', (serial) => reply(serial, { program: PROGRAM.qemu })],
    ['a reply with status continue', (serial) => reply(serial, { status: STATUS.continue })],
    ['a reply cut short', (serial) => reply(serial, { body: (w) => w.u32(1) })],
    ['a reply too long', (serial) => reply(serial, { body: (w) => w.fixed(Buffer.alloc(12)) })],
    ['an error cut short', (serial) => reply(serial, { status: STATUS.error, body: (w) => w.u32(42) })],
    ['a call from the server', (serial) => reply(serial, { type: TYPE.call })],
    ['file descriptors', (serial) => reply(serial, { type: 5 })],
    ['a stream nobody opened', (serial) => reply(serial + 1, { type: TYPE.stream })],
    ['a stream packet before the reply', (serial) => reply(serial, { type: TYPE.stream })],
    ['an event nobody registered', () => reply(0, { type: TYPE.message, procedure: 318 })],
    [
      'an unknown keepalive',
      () => reply(0, { type: TYPE.message, program: PROGRAM.keepalive, procedure: 9 }),
    ],
  ])('%s', async (_name, bytes) => {
    server.handle({
      domainGetState(_args, { peer, serial }) {
        peer.raw(bytes(serial))
        return NO_REPLY
      },
    })
    const connection = await connect()
    const error = await connection.call('domainGetState', { dom }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ConnectionLost)
    expect(error).toMatchObject({ reason: 'protocol-error', outcome: 'unknown' })
    expect((error as ConnectionLost).cause).toBeInstanceOf(XdrError)
    await connection.closed
    await until(() => server.peers[0]?.socket.closed === true)
  })

  test('a list over its limit is refused before it is allocated', async () => {
    server.handle({
      connectListAllDomains(_args, { peer, serial }) {
        peer.raw(reply(serial, { procedure: 273, body: (w) => w.u32(0xffff_fff0) }))
        return NO_REPLY
      },
    })
    const connection = await connect()
    await expect(connection.call('connectListAllDomains', { needResults: 1 })).rejects.toThrow(
      /a list of length 4294967280, the protocol allows 16384/,
    )
  })
})

describe('keepalive', () => {
  test('pings are answered, also between calls', async () => {
    server.handle({ domainGetState: () => state })
    const connection = await connect()
    await connection.call('domainGetState', { dom })
    const peer = server.peers[0]!
    peer.send({ program: PROGRAM.keepalive, procedure: 1, type: TYPE.message, serial: 0, status: STATUS.ok })
    await until(() => peer.received.length > 0)
    expect(peer.received[0]).toMatchObject({
      program: PROGRAM.keepalive,
      procedure: 2,
      type: 2,
      serial: 0,
      status: 0,
    })
    await expect(connection.call('domainGetState', { dom })).resolves.toEqual(state)
  })

  test('a busy server that answers pings is not given up', async () => {
    let reply: () => void = () => undefined
    server.handle({
      domainGetState: (_, call) => {
        reply = () => call.reply(state)
        return NO_REPLY
      },
    })
    // Longer than this process may stand still where much else is at work.
    const connection = await connect({ keepaliveMs: 20, keepaliveCount: 20 })
    const call = connection.call('domainGetState', { dom })
    const pings = () => server.peers[0]?.received.filter(({ procedure }) => procedure === 1).length ?? 0
    await until(() => pings() > 22)
    reply()
    await expect(call).resolves.toEqual(state)
  })

  test.each([0, 1, 5])('a silent server is given up after %i unanswered pings', async (keepaliveCount) => {
    const connection = await connect({ keepaliveMs: 10, keepaliveCount })
    const call = connection.call('domainGetState', { dom })
    server.hang()
    await expect(call).rejects.toMatchObject({ reason: 'keepalive', outcome: 'unknown' })
  })

  test('a sign of life is asked for, and comes or does not', async () => {
    const connection = await connect()
    await connection.ask()
    server.hang()
    const never = connection.ask().then(() => 'answered')
    expect(await Promise.race([never, sleep(50, 'silent')])).toBe('silent')
    server.goOn()
    await connection.ask()
    expect(await never).toBe('answered')
  })

  test('the loss of another connection can be this one’s reason, too', async () => {
    server.handle({ domainGetState: () => NO_REPLY })
    const connection = await connect()
    const call = connection.call('domainGetState', { dom })
    connection.close(new ConnectionLost('keepalive', 'unknown'))
    await expect(call).rejects.toMatchObject({
      reason: 'keepalive',
      because: 'libvirt is still connected but does not answer',
    })
  })
})
