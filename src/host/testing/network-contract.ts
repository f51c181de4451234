import { describe, expect, it } from 'vitest'
import { networkModes } from '../../domain/network.ts'
import type { HostUnderTest } from './host-under-test.ts'

/** What holds for the list of networks, everywhere; which there are is up to the host. */
export function networkContract(on: () => HostUnderTest): void {
  describe('networks', () => {
    it('are listed by name, each with what it is', async () => {
      const networks = await on().host.networks.list()
      expect(networks.map(({ name }) => name)).toEqual(networks.map(({ name }) => name).toSorted())
      expect(new Set(networks.map(({ uuid }) => uuid)).size).toBe(networks.length)
      for (const network of networks) {
        expect(network.name).not.toBe('')
        expect(network.uuid).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        expect(networkModes).toContain(network.mode)
        for (const { prefix } of network.subnets) expect(prefix).toBeGreaterThan(0)
        if (!network.active) expect(network.leases).toEqual([])
      }
    })

    it('hold what a VM of the default network is plugged into', async () => {
      const { host } = on()
      const { link } = await host.facts.defaults()
      if (link.type !== 'network') return
      expect((await host.networks.list()).map(({ name }) => name)).toContain(link.network)
    })
  })
}
