import { expect, test } from 'vitest'
import type { Network, Vm } from '../api/answers.ts'
import { networksVerdict } from './networks-verdict.ts'
import { sockets } from './plugged-in.ts'

const network = (name: string): Network => ({
  name,
  uuid: name,
  active: true,
  autostart: true,
  mode: 'nat',
  subnets: [],
  leases: [{ mac: '52:54:00:00:00:01', address: '10.0.0.7', prefix: 24 }],
})
const vm = (name: string, link: Vm['nics'][number]['link'], mac = '52:54:00:00:00:99') =>
  ({ name, uuid: name, nics: [{ mac, model: 'virtio', link }] }) as unknown as Vm

const web = vm('web', { type: 'network', network: 'default' }, '52:54:00:00:00:01'.toUpperCase())
const lost = vm('lost', { type: 'network', network: 'gone' })
const bridged = vm('bridged', { type: 'bridge', bridge: 'br0' })
const alone = vm('alone', { type: 'user', forwards: [] })
const odd = vm('odd', { type: 'other', kind: 'hostdev' })

test('each VM is where it is plugged in, with the address of its lease', () => {
  const all = sockets([network('default'), network('empty')], [web, lost, bridged, alone, odd])
  expect(
    all.map((socket) => [
      socket.kind,
      socket.kind === 'network' ? socket.network.name : socket.kind === 'user' ? '' : socket.name,
      socket.plugs.map((plug) => `${plug.vm.name} ${plug.address ?? '-'}`),
    ]),
  ).toEqual([
    ['network', 'default', ['web 10.0.0.7']],
    ['network', 'empty', []],
    ['missing', 'gone', ['lost -']],
    ['bridge', 'br0', ['bridged -']],
    ['user', '', ['alone -']],
    ['other', 'hostdev', ['odd -']],
  ])
})

test.each([
  [[network('default')], [web, lost], 'networks.verdict.missing', 'broken'],
  [[network('default')], [web], 'networks.verdict.some', 'ok'],
  [[], [alone], 'networks.verdict.none', 'ok'],
  [[], [], 'networks.verdict.none', 'off'],
])('%#', (networks, vms, key, tone) => {
  expect(networksVerdict(networks, sockets(networks, vms))).toMatchObject({ tone, lead: { key } })
})
