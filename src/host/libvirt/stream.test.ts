import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createConnection, type Connection, type OpenStream } from './connection.ts'
import { ConnectionLost, LibvirtError, remoteError } from './error.ts'
import { MAX_STREAM_BYTES, STATUS, TYPE } from './framing.ts'
import {
  NO_REPLY,
  startScriptedServer,
  type Peer,
  type ScriptedServer,
  type ServerCall,
} from './testing/scripted-server.ts'
import { until } from './testing/until.ts'
import { connectUnix } from './transport.ts'
import { XdrWriter } from './xdr-writer.ts'

const dom = { name: 'web', uuid: '11111111-2222-4333-8444-555555555555', id: 1 }

let server: ScriptedServer
let connection: Connection
let call: ServerCall<'domainOpenConsole'>
let peer: Peer

beforeEach(async () => {
  server = await startScriptedServer({
    domainOpenConsole(_args, given) {
      call = given
      peer = given.peer
      return undefined
    },
  })
  connection = createConnection(await connectUnix(server.path))
})

afterEach(async () => {
  connection.close()
  await server.close()
})

function openConsole(): Promise<OpenStream<void>> {
  return connection.openStream('domainOpenConsole', { dom })
}

const statuses = () => peer.received.map(({ status }) => status)

describe('reading', () => {
  test('data, then the end is confirmed to the daemon before the reader sees it', async () => {
    const { stream } = await openConsole()
    call.packet(STATUS.continue, Buffer.from('hello '))
    call.packet(STATUS.continue, Buffer.from('world'))
    call.packet(STATUS.continue)
    let ended = false
    stream.once('end', () => (ended = true))
    const text = stream.toArray().then((chunks: Buffer[]) => Buffer.concat(chunks).toString())
    await until(() => statuses().includes(STATUS.ok))
    expect(ended).toBe(false)
    call.packet(STATUS.ok)
    await expect(text).resolves.toBe('hello world')
  })

  test('an error of libvirt in the middle', async () => {
    const { stream } = await openConsole()
    call.packet(STATUS.continue, Buffer.from('half'))
    const writer = new XdrWriter()
    remoteError.write(writer, {
      code: 38,
      domain: 38,
      message: 'stream had I/O failure',
      level: 2,
      dom: null,
      str1: null,
      str2: null,
      str3: null,
      int1: 5,
      int2: 0,
      net: null,
    })
    call.packet(STATUS.error, writer.take())
    const error: unknown = await stream.toArray().catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(LibvirtError)
    expect(error).toMatchObject({
      code: 'system-error',
      domain: 'streams',
      procedure: 'domainOpenConsole',
      int1: 5,
    })
  })

  test('a reader that does not read stops the sender', async () => {
    const { stream } = await openConsole()
    const chunk = Buffer.alloc(100_000, 7)
    let sent = 0
    peer.socket.on('drain', () => undefined)
    while (sent < 2000 && !peer.socket.writableNeedDrain) {
      call.packet(STATUS.continue, chunk)
      sent++
      await sleep(0)
    }
    // Far less than 200 MB was taken: high-water marks on both sides and the socket's own buffers.
    expect(sent).toBeLessThan(100)
    let received = 0
    stream.on('data', (data: Buffer) => (received += data.length))
    await until(() => received === sent * chunk.length)
    call.packet(STATUS.continue)
    await until(() => statuses().includes(STATUS.ok))
    call.packet(STATUS.ok)
    await once(stream, 'end')
  })
})

test('while a reader does not read, silence is not taken for death', async () => {
  connection.close()
  connection = createConnection(await connectUnix(server.path), { keepaliveMs: 10 })
  const { stream } = await openConsole()
  while (!stream.readableLength || stream.readableLength < stream.readableHighWaterMark) {
    call.packet(STATUS.continue, Buffer.alloc(200_000))
    await sleep(1)
  }
  const gone = await Promise.race([connection.closed, sleep(300, 'still there')])
  expect(gone).toBe('still there')
})

describe('writing', () => {
  test('large writes go in packets every server takes; the end waits for the confirmation', async () => {
    const { stream } = await openConsole()
    const data = Buffer.alloc(1_000_000, 3)
    let finished = false
    const done = pipeline(Readable.from([data]), stream).then(() => (finished = true))
    await until(() => statuses().includes(STATUS.ok))
    const packets = peer.received.filter(({ status }) => status === STATUS.continue)
    expect(Buffer.concat(packets.map(({ payload }) => payload)).equals(data)).toBe(true)
    expect(Math.max(...packets.map(({ payload }) => payload.length))).toBe(MAX_STREAM_BYTES)
    expect(packets.every(({ type }) => type === TYPE.stream)).toBe(true)
    await sleep(10)
    expect(finished).toBe(false)
    call.packet(STATUS.ok)
    await done
  })

  test('a server that does not read stops the writer', async () => {
    const { stream } = await openConsole()
    peer.socket.pause()
    const chunk = Buffer.alloc(200_000)
    let written = 0
    while (written < 1000 && stream.write(chunk)) {
      written++
      await sleep(0)
    }
    await sleep(20)
    expect(written).toBeLessThan(100)
    peer.socket.resume()
    await once(stream, 'drain')
  })

  test('what is written after the other side ended is dropped', async () => {
    const { stream } = await openConsole()
    call.packet(STATUS.continue)
    await until(() => statuses().includes(STATUS.ok))
    stream.write('too late')
    call.packet(STATUS.ok)
    stream.resume()
    await once(stream, 'close')
    expect(statuses()).toEqual([STATUS.ok])
  })

  test('both ways at once', async () => {
    const { stream } = await openConsole()
    stream.write('ls\r')
    call.packet(STATUS.continue, Buffer.from('ls\r\n'))
    const [echo] = (await once(stream, 'data')) as [Buffer]
    expect(echo.toString()).toBe('ls\r\n')
    await until(() => peer.received.length === 1)
    expect(peer.received[0]?.payload.toString()).toBe('ls\r')
  })
})

describe('giving up', () => {
  test('destroying tells the daemon; late packets until its answer are dropped', async () => {
    const { stream } = await openConsole()
    stream.destroy()
    call.packet(STATUS.continue, Buffer.from('late'))
    await until(() => statuses().includes(STATUS.error))
    call.packet(STATUS.ok)
    server.handle({ connectGetHostname: () => 'host' })
    await expect(connection.call('connectGetHostname')).resolves.toBe('host')
  })

  test('a packet after the daemon’s answer is a protocol error', async () => {
    const { stream } = await openConsole()
    stream.destroy()
    await until(() => statuses().includes(STATUS.error))
    call.packet(STATUS.ok)
    call.packet(STATUS.continue, Buffer.from('ghost'))
    await expect(connection.closed).resolves.toMatchObject({ reason: 'protocol-error' })
  })

  test('the connection ends: reader, writer and end all learn it', async () => {
    const { stream } = await openConsole()
    const reading = stream.toArray().catch((error: unknown) => error)
    stream.write('x')
    stream.end()
    await until(() => statuses().includes(STATUS.ok))
    peer.socket.destroy()
    await expect(reading).resolves.toBeInstanceOf(ConnectionLost)
    expect(stream.destroyed).toBe(true)
  })

  test('an opening that fails opens nothing', async () => {
    server.handle({
      domainOpenConsole(_args, given) {
        given.fail({ code: 55, message: 'domain is not running' })
        return NO_REPLY
      },
    })
    await expect(openConsole()).rejects.toMatchObject({ code: 'operation-invalid' })
  })

  test('the connection ends before the stream is open: only the opening learns it', async () => {
    server.handle({
      domainOpenConsole(_args, given) {
        given.peer.socket.destroy()
        return NO_REPLY
      },
    })
    // An 'error' of the stream nobody got would end the process, and this run.
    await expect(openConsole()).rejects.toMatchObject({ outcome: 'unknown', reason: 'server-closed' })
  })

  test('an opening given up before the reply is aborted when it comes', async () => {
    let late: ServerCall<'domainOpenConsole'> | undefined
    server.handle({
      domainOpenConsole(_args, given) {
        late = given
        peer = given.peer
        return NO_REPLY
      },
    })
    const abort = new AbortController()
    const opening = connection.openStream('domainOpenConsole', { dom }, { signal: abort.signal })
    await until(() => late !== undefined)
    abort.abort(new Error('left'))
    await expect(opening).rejects.toThrow('left')
    late?.reply()
    await until(() => statuses().includes(STATUS.error))
  })
})
