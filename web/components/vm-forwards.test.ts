import { expect, test } from 'vitest'
import { sayForwards } from './vm-forwards.ts'

const forward = (hostAddress: string, protocol: 'tcp' | 'udp' = 'tcp') =>
  ({ hostAddress, hostPort: 8080, guestPort: 80, protocol }) as const
const nic = (...forwards: readonly ReturnType<typeof forward>[]) => ({
  mac: '',
  model: 'virtio',
  link: { type: 'user', forwards } as const,
})

test.each([
  ['the machine itself', [nic(forward('127.0.0.1'))], '8080 → 80'],
  ['everybody', [nic(forward('0.0.0.0'))], '0.0.0.0:8080 → 80'],
  ['IPv6, by UDP', [nic(forward('::1', 'udp'))], '[::1]:8080 → 80/udp'],
  ['two of them', [nic(forward('127.0.0.1')), nic(forward('127.0.0.1', 'udp'))], '8080 → 80, 8080 → 80/udp'],
  ['none', [{ mac: '', model: '', link: { type: 'bridge', bridge: 'br0' } as const }], ''],
])('ports that lead in from %s', (_, nics, expected) => {
  expect(sayForwards({ nics })).toBe(expected)
})
