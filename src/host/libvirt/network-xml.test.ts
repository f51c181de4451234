import { describe, expect, test } from 'vitest'
import { readNetwork } from './network-xml.ts'

const network = (content: string) => readNetwork(`<network><name>n</name>${content}</network>`)

test('the network that libvirt comes with', () => {
  expect(
    network(`
      <forward mode='nat'><nat><port start='1024' end='65535'/></nat></forward>
      <bridge name='virbr0' stp='on' delay='0'/>
      <ip address='192.168.122.1' netmask='255.255.255.0'>
        <dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp>
      </ip>
      <ip family='ipv6' address='fd00:1::1' prefix='64'/>`),
  ).toEqual({
    mode: 'nat',
    bridge: 'virbr0',
    subnets: [
      {
        address: '192.168.122.1',
        prefix: 24,
        ranges: [{ start: '192.168.122.2', end: '192.168.122.254' }],
      },
      { address: 'fd00:1::1', prefix: 64, ranges: [] },
    ],
  })
})

describe('where its packets go', () => {
  test.each([
    ['', 'isolated'],
    ['<forward/>', 'nat'],
    ["<forward mode='route'/>", 'route'],
    ["<forward mode='open'/>", 'open'],
    ["<forward mode='bridge'/>", 'bridge'],
    ["<forward mode='hostdev'/>", 'other'],
  ])('%s', (forward, mode) => expect(network(forward).mode).toBe(mode))
})

test('a network on a device of the host names that', () => {
  expect(network("<forward mode='bridge'><interface dev='eth0'/></forward>").bridge).toBe('eth0')
  expect(network("<forward dev='eth1' mode='route'/>").bridge).toBe('eth1')
})

test.each([
  ["<ip address='10.0.0.1'/>", 8],
  ["<ip address='172.16.0.1'/>", 16],
  ["<ip address='192.168.1.1'/>", 24],
  ["<ip address='10.0.0.1' netmask='255.255.254.0'/>", 23],
  ["<ip address='10.0.0.1' prefix='20'/>", 20],
  ["<ip family='ipv6' address='fd00::1'/>", 64],
])('the prefix of %s is %d', (ip, prefix) => expect(network(ip).subnets[0]?.prefix).toBe(prefix))
