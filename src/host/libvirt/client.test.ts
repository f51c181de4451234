import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openLibvirt, type LibvirtClient, type LibvirtState } from './client.ts'
import type { LibvirtEvent } from './event-kinds.ts'
import { STATUS, TYPE } from './framing.ts'
import { domain } from './objects.ts'
import { NO_REPLY, startScriptedServer, type Peer, type ScriptedServer } from './testing/scripted-server.ts'
import { until } from './testing/until.ts'

const dom = { name: 'web', uuid: '11111111-2222-4333-8444-555555555555', id: 1 }
const CAPABILITIES = '<capabilities><host><cpu><arch>x86_64</arch></cpu></host></capabilities>'

let server: ScriptedServer
let client: LibvirtClient
let states: LibvirtState[]
let events: LibvirtEvent[]

beforeEach(async () => {
  server = await startScriptedServer({
    connectGetHostname: () => 'host',
    connectGetCapabilities: () => CAPABILITIES,
  })
  states = []
  events = []
  start(server.uri)
})

afterEach(async () => {
  await client.close()
  await server.close()
})

function start(uri: string, connectWaitMs: number = 5000): void {
  client = openLibvirt({ uri, connectWaitMs })
  client.onState((state) => states.push(state))
  client.onEvent((event) => events.push(event))
}

function lifecycle(peer: Peer | undefined, event: number): void {
  peer?.send({
    procedure: 318,
    type: TYPE.message,
    serial: 0,
    status: STATUS.ok,
    body(w) {
      w.i32(0)
      domain.write(w, dom)
      w.i32(event)
      w.i32(0)
    },
  })
}

const peersWith = (name: string) => server.calls.filter((call) => call === name).length

describe('connecting', () => {
  test('events are registered before anybody is told to list', async () => {
    let registered = 0
    client.onState(({ state }) => {
      if (state === 'connected') registered = peersWith('domainEventRegister')
    })
    await client.ready()
    expect(registered).toBe(12)
    expect(states).toMatchObject([
      { state: 'connected', generation: 1, libvirtVersion: 9_000_000, unsupportedEvents: [] },
    ])
  })

  test('calls made before wait for the connection', async () => {
    await expect(client.call('connectGetHostname')).resolves.toBe('host')
  })

  test('capabilities are fetched by themselves, on a connection of their own', async () => {
    await expect(client.capabilities.ready).resolves.toMatchObject({ arch: 'x86_64' })
    expect(server.peers.length).toBe(3)
  })

  test('slow capabilities delay neither calls nor events', async () => {
    await client.close()
    server.handle({ connectGetCapabilities: () => NO_REPLY })
    start(server.uri)
    await expect(client.call('connectGetHostname')).resolves.toBe('host')
    expect(client.capabilities.current()).toBeUndefined()
  })

  test('nobody there: calls say so after their wait, nothing was sent', async () => {
    await client.close()
    await server.stop()
    start(server.uri, 150)
    await expect(client.call('connectGetHostname')).rejects.toMatchObject({ name: 'ConnectFailed' })
    expect(client.state()).toMatchObject({ state: 'connecting', lastError: { name: 'ConnectFailed' } })
    await server.listen()
    await until(() => client.state().state === 'connected')
    await expect(client.call('connectGetHostname')).resolves.toBe('host')
  })

  test('a signal ends the wait for a connection', async () => {
    await client.close()
    await server.stop()
    start(server.uri)
    const signal = AbortSignal.timeout(20)
    await expect(client.call('connectGetHostname', undefined, { signal })).rejects.toThrow(/timeout/)
    await expect(client.withConnection(() => Promise.resolve(1), { signal })).rejects.toThrow(/timeout/)
  })
})

describe('losing the daemon', () => {
  test('what was under way is rejected as unknown; then it reconnects and tells to list again', async () => {
    server.handle({ domainSuspend: () => NO_REPLY })
    await client.ready()
    const calls = Promise.allSettled(Array.from({ length: 6 }, () => client.call('domainSuspend', { dom })))
    await until(() => peersWith('domainSuspend') === 4)
    await server.stop()
    const outcomes = (await calls).map((result) =>
      result.status === 'rejected' ? (result.reason as { outcome: string }).outcome : 'resolved',
    )
    expect(outcomes).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'not-sent', 'not-sent'])
    await server.listen()
    await until(() => client.state().state === 'connected' && states.length >= 3)
    expect(states.map(({ state }) => state)).toEqual([
      'connected',
      ...states.slice(1, -1).map(() => 'connecting'),
      'connected',
    ])
    expect(states.at(-1)).toMatchObject({ generation: 2 })
    await expect(client.call('connectGetHostname')).resolves.toBe('host')
  })

  test('losing the events connection alone reconnects both', async () => {
    await client.ready()
    // The second connection is the one for events.
    server.peers[1]?.socket.destroy()
    await until(() => states.some((state) => state.state === 'connected' && state.generation === 2))
    await expect(client.call('connectGetHostname')).resolves.toBe('host')
  })

  test('garbage on the events connection reconnects too', async () => {
    await client.ready()
    server.peers[1]?.raw(Buffer.from('not libvirt at all, whatever it is'))
    await until(() => states.some((state) => state.state === 'connected' && state.generation === 2))
    expect(states.find(({ state }) => state === 'connecting')).toMatchObject({
      lastError: { reason: 'protocol-error' },
    })
  })

  test('the hypervisor lost behind the daemon: reconnect', async () => {
    await client.ready()
    server.peers[1]?.send({ procedure: 362, type: TYPE.message, serial: 0, status: 0, body: (w) => w.i32(1) })
    await until(() => states.some((state) => state.state === 'connected' && state.generation === 2))
    await expect(client.call('connectGetHostname')).resolves.toBe('host')
  })
})

describe('a daemon that hangs', () => {
  const hanging = { reason: 'keepalive', outcome: 'unknown' }
  beforeEach(async () => {
    await client.close()
    states = []
    client = openLibvirt({ uri: server.uri, connectWaitMs: 300, aliveMs: 10 })
    client.onState((state) => states.push(state))
    await client.ready()
    await client.capabilities.ready
  })

  test('is given up: every call ends, also one without a limit, and one that is not sent yet', async () => {
    server.handle({ domainManagedSave: () => NO_REPLY, domainSuspend: () => NO_REPLY })
    const long = client.withConnection((own) => own.call('domainManagedSave', { dom }))
    const calls = Array.from({ length: 5 }, () => client.call('domainSuspend', { dom }))
    await until(() => peersWith('domainManagedSave') === 1 && peersWith('domainSuspend') === 4)
    server.hang()
    const opening = client.withConnection((own) => own.call('connectGetHostname'))
    const [ofLong, ofOpening, ...others] = await Promise.allSettled([long, opening, ...calls])
    expect(ofLong).toMatchObject({ reason: hanging })
    expect(ofOpening).toMatchObject({ reason: { reason: 'keepalive', outcome: 'not-sent' } })
    expect(others.map((one) => (one as PromiseRejectedResult).reason as object)).toMatchObject([
      ...Array.from({ length: 4 }, () => hanging),
      { reason: 'keepalive', outcome: 'not-sent' },
    ])
    expect(client.state()).toMatchObject({ state: 'connecting', lastError: { reason: 'keepalive' } })
  })

  test('is connected to again by itself when it goes on', async () => {
    server.hang()
    await until(() => client.state().state === 'connecting')
    // It waits for an answer on a connection that the daemon never heard of.
    await expect(client.call('connectGetHostname')).rejects.toMatchObject({ outcome: 'not-sent' })
    server.goOn()
    for (const { socket } of server.peers) socket.destroy()
    await until(() => client.state().state === 'connected')
    await expect(client.call('connectGetHostname')).resolves.toBe('host')
  })

  test('is asked for a sign of life', async () => {
    expect(await client.answers(1_000)).toBe(true)
    server.hang()
    expect(await client.answers(5)).toBe(false)
  })

  test('can be left alone at any time', async () => {
    server.hang()
    const call = client.call('connectGetHostname').catch((error: unknown) => error)
    await client.close()
    await expect(call).resolves.toMatchObject({ reason: 'closed-here' })
    expect(client.state()).toEqual({ state: 'closed' })
  })
})

describe('somebody who waits for an answer', () => {
  test('is refused at once when nobody is there, and served at once when somebody is again', async () => {
    await client.close()
    await server.stop()
    // Longer than a test may take: only what a job does waits for so long.
    start(server.uri, 600_000)
    const person = client.patient('person')
    await expect(person.call('connectGetHostname')).rejects.toMatchObject({ name: 'ConnectFailed' })
    await expect(person.withConnection(() => Promise.resolve())).rejects.toThrow(/cannot reach libvirt/)
    const job = client.call('connectGetHostname')
    await server.listen()
    await sleep(100)
    await expect(person.call('connectGetHostname')).resolves.toBe('host')
    await expect(job).resolves.toBe('host')
  })

  test('waits while a daemon that was just there is being restarted', async () => {
    const person = client.patient('person')
    await person.ready()
    await server.stop()
    await until(() => client.state().state === 'connecting')
    const call = person.call('connectGetHostname')
    await sleep(50)
    await server.listen()
    await expect(call).resolves.toBe('host')
  })
})

describe('events', () => {
  test('come while a long call blocks the other connection', async () => {
    server.handle({ domainSuspend: () => NO_REPLY })
    await client.ready()
    const blocked = Promise.allSettled(Array.from({ length: 4 }, () => client.call('domainSuspend', { dom })))
    lifecycle(server.peers[1], 2)
    lifecycle(server.peers[1], 3)
    await until(() => events.length === 2)
    expect(events).toMatchObject([{ change: 'started' }, { change: 'suspended' }])
    await client.close()
    await blocked
  })
})

describe('a connection of its own', () => {
  test('is closed afterwards, whatever happened', async () => {
    await client.ready()
    await client.capabilities.ready
    const before = server.peers.length
    await expect(client.withConnection((own) => own.call('connectGetHostname'))).resolves.toBe('host')
    await expect(
      client.withConnection(() => {
        throw new Error('mine')
      }),
    ).rejects.toThrow('mine')
    expect(server.peers.length).toBe(before + 2)
    await until(() => server.peers.slice(before).every(({ socket }) => socket.closed))
  })

  test('an abort closes it and rejects what runs on it', async () => {
    server.handle({ domainManagedSave: () => NO_REPLY })
    const abort = new AbortController()
    const saving = client.withConnection((own) => own.call('domainManagedSave', { dom }), {
      signal: abort.signal,
    })
    await until(() => peersWith('domainManagedSave') === 1)
    abort.abort(new Error('enough'))
    await expect(saving).rejects.toMatchObject({ reason: 'closed-here', outcome: 'unknown' })
    await expect(client.call('connectGetHostname')).resolves.toBe('host')
  })
})

describe('closing', () => {
  test('rejects what is under way and what comes after; says so', async () => {
    server.handle({ domainSuspend: () => NO_REPLY })
    await client.ready()
    const call = client.call('domainSuspend', { dom })
    await until(() => peersWith('domainSuspend') === 1)
    const own = client.withConnection((connection) => connection.call('domainSuspend', { dom }))
    await until(() => peersWith('domainSuspend') === 2)
    const results = Promise.allSettled([call, own])
    await client.close()
    expect(await results).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
    await expect(client.call('connectGetHostname')).rejects.toMatchObject({ outcome: 'not-sent' })
    expect(states.at(-1)).toEqual({ state: 'closed' })
    await until(() => server.peers.every(({ socket }) => socket.closed))
  })

  test('while it still tries to connect', async () => {
    await client.close()
    await server.stop()
    start(server.uri)
    const call = client.call('connectGetHostname').catch((error: unknown) => error)
    await sleep(30)
    await client.close()
    await expect(call).resolves.toMatchObject({ outcome: 'not-sent', reason: 'closed-here' })
  })
})
