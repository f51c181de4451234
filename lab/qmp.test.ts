import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ifAbsent, QmpError, withQmp } from './qmp.ts'

interface Asked {
  readonly execute: string
  readonly arguments?: Record<string, unknown>
  readonly id: number
}

let folder: string
let path: string
let server: Server
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kq-'))
  path = join(folder, 'qmp')
})
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

/** A monitor that greets as QEMU does and then answers as told. */
async function monitor(answer: (asked: Asked, say: (message: object) => void, socket: Socket) => void) {
  server = createServer((socket) => {
    const say = (message: object) => socket.write(`${JSON.stringify(message)}\r\n`)
    say({ QMP: { version: {}, capabilities: [] } })
    createInterface(socket).on('line', (line) => answer(JSON.parse(line) as Asked, say, socket))
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
}

test('answers go to those who asked, events to those who wait', async () => {
  await monitor(({ execute, id, arguments: args }, say) => {
    if (execute === 'device_del') {
      say({ event: 'DEVICE_DELETED', data: { device: 'other' } })
      say({ event: 'DEVICE_DELETED', data: { device: args?.['id'] } })
    }
    say({ return: { did: execute }, id })
  })
  const seen = await withQmp(path, async (qmp) => {
    const gone = qmp.event('DEVICE_DELETED', ({ device }) => device === 'dev-1', 5_000)
    const [, first, second] = await Promise.all([
      gone,
      qmp.execute('device_del', { id: 'dev-1' }),
      qmp.execute('query-status'),
    ])
    return [first, second]
  })
  expect(seen).toEqual([{ did: 'device_del' }, { did: 'query-status' }])
})

test('a refusal names the command and what QEMU said', async () => {
  await monitor(({ execute, id }, say) =>
    say(
      execute === 'qmp_capabilities'
        ? { return: {}, id }
        : { error: { class: 'GenericError', desc: "Failed to find node with node-name='x'" }, id },
    ),
  )
  const failure = await withQmp(path, (qmp) => qmp.execute('blockdev-del')).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(QmpError)
  expect(String(failure)).toContain("QEMU refused blockdev-del: Failed to find node with node-name='x'")
  expect(ifAbsent(failure)).toBeUndefined()
  expect(() => ifAbsent(new QmpError('x', 'GenericError', 'Node is in use'))).toThrow('in use')
})

test('a monitor that goes away fails everything that waits', async () => {
  await monitor(({ execute, id }, say, socket) => {
    if (execute === 'qmp_capabilities') say({ return: {}, id })
    else socket.destroy()
  })
  await withQmp(path, async (qmp) => {
    const event = qmp.event('SHUTDOWN', () => true, 5_000)
    await Promise.all([
      expect(event).rejects.toThrow('QEMU closed its monitor'),
      expect(qmp.execute('quit')).rejects.toThrow('QEMU closed its monitor'),
    ])
    await expect(qmp.execute('quit')).rejects.toThrow('QEMU closed its monitor')
  })
})

test('an event that does not come is an error', async () => {
  await monitor(({ id }, say) => say({ return: {}, id }))
  await expect(withQmp(path, (qmp) => qmp.event('NEVER', () => true, 50))).rejects.toThrow(
    'no NEVER from QEMU within 0.05 s',
  )
})
