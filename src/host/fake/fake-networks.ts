import type { NetworkHost } from '../network-host.ts'
import { readDefinition } from './definition-text.ts'
import type { Fake } from './fake.ts'

/** Networks stand still in the fake world; who has a lease follows from the VMs that run in them. */
export function fakeNetworks({ world, verb, time }: Fake): NetworkHost {
  const leasesOf = (network: string, subnet: string) =>
    Object.values(world.vms)
      .flatMap(({ run }) => (run ? [readDefinition(run.text)] : []))
      .flatMap(({ name, nics }) => nics.map((nic) => ({ name, ...nic })))
      .filter(({ link }) => link.type === 'network' && link.network === network)
      .map(({ name, mac }, index) => ({
        mac,
        address: `${subnet}${100 + index}`,
        prefix: 24,
        hostname: name,
        expiresAt: new Date(time.now().getTime() + 3_600_000).toISOString(),
      }))
  return {
    list: verb('networks.list', () =>
      Object.values(world.networks ?? {})
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map((network) => {
          const subnet = network.subnets[0]?.address.replace(/\d+$/, '')
          return {
            ...network,
            leases: network.active && subnet !== undefined ? leasesOf(network.name, subnet) : [],
          }
        }),
    ),
  }
}
