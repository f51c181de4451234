import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createConnection, type Connection } from './connection.ts'
import { EVENT_TYPES, type LibvirtEvent } from './event-kinds.ts'
import { subscribe } from './events.ts'
import { HEADER_BYTES, STATUS, TYPE } from './framing.ts'
import { domain, network } from './objects.ts'
import { capturedFrames } from './testing/frames.ts'
import { NO_REPLY, startScriptedServer, type Peer, type ScriptedServer } from './testing/scripted-server.ts'
import { until } from './testing/until.ts'
import { connectUnix } from './transport.ts'
import type { XdrWriter } from './xdr-writer.ts'

const dom = { name: 'web', uuid: '11111111-2222-4333-8444-555555555555', id: 1 }
const LIFECYCLE = 318
const METADATA = 379
const NETWORK = 315
const CLOSED = 362

let server: ScriptedServer
let connection: Connection
let events: LibvirtEvent[]

beforeEach(async () => {
  server = await startScriptedServer()
  connection = createConnection(await connectUnix(server.path))
  events = []
})

afterEach(async () => {
  connection.close()
  await server.close()
})

function tell(peer: Peer | undefined, procedure: number, body: (writer: XdrWriter) => void): void {
  peer?.send({ procedure, type: TYPE.message, serial: 0, status: STATUS.ok, body })
}

function lifecycle(callback: number, event: number): (writer: XdrWriter) => void {
  return (w) => {
    w.i32(callback)
    domain.write(w, dom)
    w.i32(event)
    w.i32(0)
  }
}

const listen = (event: LibvirtEvent) => void events.push(event)

test('real events of libvirtd are understood', async () => {
  const real = capturedFrames().filter(
    ({ from, type, program }) => from === 'server' && type === 2 && program < 0x3000_0000,
  )
  expect(real.map(({ procedure }) => procedure)).toEqual([METADATA, LIFECYCLE])
  // The callback id is the first word of a message; the scripted daemon gives out the ids the real one had given virsh.
  const callbackOf = (message: number) => {
    const hex = real.find(({ procedure }) => procedure === message)?.hex ?? ''
    return Buffer.from(hex, 'hex').readInt32BE(HEADER_BYTES)
  }
  server.handle({ domainEventRegister: ({ eventId }) => callbackOf(eventId === 0 ? LIFECYCLE : METADATA) })
  await subscribe(connection, ['lifecycle', 'metadata-change'], listen)
  for (const { hex } of real) server.peers[0]?.raw(Buffer.from(hex, 'hex'))
  await until(() => events.length === 2)
  expect(events).toEqual([
    { type: 'metadata-change', dom, kind: 2, uri: 'urn:kiste' },
    { type: 'lifecycle', dom, change: 'suspended', detail: 0 },
  ])
})

test('every type is registered once, for all VMs', async () => {
  const registered: unknown[] = []
  let callbackId = 0
  server.handle({
    domainEventRegister(args) {
      registered.push(args)
      return callbackId++
    },
  })
  const { unsupported } = await subscribe(connection, EVENT_TYPES, listen)
  expect(unsupported).toEqual([])
  expect(registered).toEqual(
    [0, 1, 3, 6, 10, 15, 16, 18, 19, 22, 23, 24].map((eventId) => ({ eventId, dom: null })),
  )
  expect(server.calls).toContain('networkEventRegister')
  expect(server.calls).toContain('connectRegisterCloseCallback')
})

test('what an old daemon does not know is said, the rest works', async () => {
  server.handle({
    domainEventRegister({ eventId }, call) {
      if (eventId < 20) return eventId
      call.fail({ code: 1, message: `unsupported event ID ${eventId}` })
      return NO_REPLY
    },
  })
  const { unsupported } = await subscribe(connection, EVENT_TYPES, listen)
  expect(unsupported).toEqual(['device-removal-failed', 'metadata-change', 'block-threshold'])
})

test('a refusal that is no ignorance is an error', async () => {
  server.handle({
    domainEventRegister(_args, call) {
      call.fail({ code: 88, message: 'access denied' })
      return NO_REPLY
    },
  })
  await expect(subscribe(connection, ['lifecycle'], listen)).rejects.toMatchObject({ code: 'access-denied' })
})

test('events come in order, also between calls, with callback ids a VM and a network share', async () => {
  server.handle({
    domainEventRegister: () => 0,
    networkEventRegister: () => 0,
    domainSuspend(_args, { peer }) {
      tell(peer, LIFECYCLE, lifecycle(0, 3))
      tell(peer, NETWORK, (w) => {
        w.i32(0)
        network.write(w, { name: 'default', uuid: dom.uuid })
        w.i32(2)
        w.i32(0)
      })
      tell(peer, LIFECYCLE, lifecycle(0, 4))
      tell(peer, LIFECYCLE, lifecycle(0, 99))
      return undefined
    },
  })
  await subscribe(connection, ['lifecycle', 'network'], listen)
  await connection.call('domainSuspend', { dom })
  expect(events.map((event) => ('change' in event ? event.change : event.type))).toEqual([
    'suspended',
    'started',
    'resumed',
    'unknown',
  ])
})

test('an event may overtake the reply that tells its callback id', async () => {
  server.handle({
    domainEventRegister(_args, { peer }) {
      tell(peer, LIFECYCLE, lifecycle(5, 2))
      return 5
    },
  })
  await subscribe(connection, ['lifecycle'], listen)
  expect(events).toMatchObject([{ change: 'started' }])
})

describe('what cannot be is a protocol error', () => {
  test.each<[string, number, (writer: XdrWriter) => void]>([
    ['an unknown callback', LIFECYCLE, lifecycle(77, 2)],
    ['an event not registered for', 319, lifecycle(0, 2)],
    ['an event cut short', LIFECYCLE, (w) => w.i32(0)],
    ['an event too long', LIFECYCLE, (w) => [lifecycle(0, 2)(w), w.u32(1)]],
    ['garbage', LIFECYCLE, (w) => w.raw(Buffer.alloc(40, 0xff))],
  ])('%s', async (_name, procedure, body) => {
    server.handle({ domainEventRegister: () => 0, domainSuspend: () => NO_REPLY })
    await subscribe(connection, ['lifecycle'], listen)
    const waiter = connection.call('domainSuspend', { dom })
    tell(server.peers[0], procedure, body)
    await expect(connection.closed).resolves.toMatchObject({ reason: 'protocol-error' })
    await expect(waiter).rejects.toMatchObject({ reason: 'protocol-error', outcome: 'unknown' })
    expect(events).toEqual([])
  })
})

test('the daemon says that its own way to the hypervisor broke', async () => {
  await subscribe(connection, ['hypervisor-lost'], listen)
  tell(server.peers[0], CLOSED, (w) => w.i32(1))
  await until(() => events.length > 0)
  expect(events).toEqual([{ type: 'hypervisor-lost', reason: 1 }])
})

test('stopping deregisters, and drops what is on its way', async () => {
  const gone: number[] = []
  server.handle({
    domainEventRegister: () => 4,
    domainEventDeregister({ callbackId }, { peer }) {
      tell(peer, LIFECYCLE, lifecycle(callbackId, 2))
      gone.push(callbackId)
      return undefined
    },
  })
  const subscription = await subscribe(connection, ['lifecycle'], listen)
  await subscription.stop()
  expect(gone).toEqual([4])
  expect(events).toEqual([])
})
