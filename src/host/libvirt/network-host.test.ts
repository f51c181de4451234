import { afterEach, beforeEach, expect, test } from 'vitest'
import type { NetworkHost } from '../network-host.ts'
import { problem } from '../testing/host-under-test.ts'
import { openLibvirt, type LibvirtClient } from './client.ts'
import { libvirtNetworks } from './network-host.ts'
import { NO_REPLY, startScriptedServer, type ScriptedServer } from './testing/scripted-server.ts'

let server: ScriptedServer
let client: LibvirtClient
let networks: NetworkHost

beforeEach(async () => {
  server = await startScriptedServer()
  client = openLibvirt({ uri: server.uri, connectWaitMs: 3000 })
  networks = libvirtNetworks(client)
})
afterEach(async () => {
  await client.close()
  await server.close()
})

const refuse =
  (code: number) =>
  (_: unknown, call: { fail(error: { code: number; message: string }): void }): typeof NO_REPLY => {
    call.fail({ code, message: 'scripted' })
    return NO_REPLY
  }
const [NO_SUPPORT, NO_NETWORK, INVALID, INTERNAL] = [3, 43, 55, 1]
const named = (name: string, digit: string) => ({
  name,
  uuid: `${digit.repeat(8)}-0000-4000-8000-000000000000`,
})
const [one, two] = [named('default', '1'), named('alpha', '2')]
const xml =
  "<network><forward mode='nat'/><bridge name='virbr0'/><ip address='10.0.0.1' prefix='24'/></network>"

function having(): void {
  server.handle({
    connectListAllNetworks: () => ({ networks: [one, two], count: 2 }),
    networkGetXmlDesc: () => xml,
    networkIsActive: ({ net }) => net.uuid === one.uuid,
    networkGetAutostart: () => true,
    networkGetDhcpLeases: () => ({
      leases: [
        {
          interface: 'virbr0',
          expiresAtSeconds: 1_800_000_000n,
          type: 0,
          mac: '52:54:00:AA:BB:CC',
          iaid: null,
          address: '10.0.0.7',
          prefix: 24,
          hostname: 'web',
          clientId: null,
        },
      ],
      count: 1,
    }),
  })
}

test('each is what its definition says, with its leases, in the order of names', async () => {
  having()
  expect(await networks.list()).toEqual([
    expect.objectContaining({ name: 'alpha', active: false, leases: [] }),
    {
      ...one,
      active: true,
      autostart: true,
      mode: 'nat',
      bridge: 'virbr0',
      subnets: [{ address: '10.0.0.1', prefix: 24, ranges: [] }],
      leases: [
        {
          mac: '52:54:00:aa:bb:cc',
          address: '10.0.0.7',
          prefix: 24,
          hostname: 'web',
          expiresAt: '2027-01-15T08:00:00.000Z',
        },
      ],
    },
  ])
})

test('one that went while they were looked at is left out', async () => {
  having()
  server.handle({
    networkGetXmlDesc: ({ net }, call) => (net.uuid === one.uuid ? xml : refuse(NO_NETWORK)(net, call)),
  })
  expect((await networks.list()).map(({ name }) => name)).toEqual(['default'])
})

test('one that no file keeps does not start with the host, and one that has no leases has none', async () => {
  having()
  server.handle({ networkGetAutostart: refuse(INVALID), networkGetDhcpLeases: refuse(NO_SUPPORT) })
  expect((await networks.list())[1]).toMatchObject({ name: 'default', autostart: false, leases: [] })
})

test('a libvirt without networks has none', async () => {
  server.handle({ connectListAllNetworks: refuse(NO_SUPPORT) })
  expect(await networks.list()).toEqual([])
})

test('a libvirt that fails says why', async () => {
  server.handle({ connectListAllNetworks: refuse(INTERNAL) })
  await expect(networks.list()).rejects.toMatchObject(problem('host_failed'))
})
