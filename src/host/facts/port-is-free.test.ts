import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { portIsFree } from './port-is-free.ts'

test('a TCP port is free, taken while something listens, and free again', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  expect(await portIsFree('tcp', '127.0.0.1', port)).toBe(false)
  expect(await portIsFree('tcp', '0.0.0.0', port)).toBe(false)
  server.close()
  await once(server, 'close')
  expect(await portIsFree('tcp', '127.0.0.1', port)).toBe(true)
})

test('the same for UDP', async () => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  expect(await portIsFree('udp', '127.0.0.1', port)).toBe(false)
  socket.close()
  await once(socket, 'close')
  expect(await portIsFree('udp', '127.0.0.1', port)).toBe(true)
})

test('an address of another machine is not free here', async () => {
  expect(await portIsFree('tcp', '192.0.2.1', 40_000)).toBe(false)
})
