import type { LibvirtClient } from './client.ts'
import { LibvirtError } from './error.ts'
import type { DomainRef } from './objects.ts'
import { parseDomain } from './parse-domain.ts'

const XML_INACTIVE = 2

/**
 * Starts the libvirt networks a VM is plugged into, where they are defined but off: Debian defines its NAT network without
 * starting it. A network that does not exist is left for libvirt to refuse, by name.
 */
export async function ensureNetworks(libvirt: LibvirtClient, dom: DomainRef): Promise<void> {
  for (const name of await networksOf(libvirt, dom)) await ensureNetwork(libvirt, name)
}

/**
 * Has the networks a VM is plugged into start with the host, for a VM that does: libvirt starts that one without asking Kiste, and
 * gives up where a network is off. A network that does not exist, or lasts only until it is stopped, is left as it is.
 */
export async function startNetworksWithHost(libvirt: LibvirtClient, dom: DomainRef): Promise<void> {
  for (const name of await networksOf(libvirt, dom)) {
    if ((await networkState(libvirt, name)) === 'missing') continue
    const net = await libvirt.call('networkLookupByName', { name })
    if (!(await libvirt.call('networkIsPersistent', { net }))) continue
    if (!(await libvirt.call('networkGetAutostart', { net })))
      await libvirt.call('networkSetAutostart', { net, autostart: true })
  }
}

async function networksOf(libvirt: LibvirtClient, dom: DomainRef): Promise<ReadonlySet<string>> {
  const { nics } = parseDomain(await libvirt.call('domainGetXmlDesc', { dom, flags: XML_INACTIVE }))
  return new Set(nics.flatMap(({ link }) => (link.type === 'network' ? [link.network] : [])))
}

export type NetworkState = 'active' | 'inactive' | 'missing'

export async function networkState(libvirt: LibvirtClient, name: string): Promise<NetworkState> {
  try {
    const net = await libvirt.call('networkLookupByName', { name })
    return (await libvirt.call('networkIsActive', { net })) ? 'active' : 'inactive'
  } catch (error) {
    // Session libvirts of some distributions have no network driver at all.
    if (error instanceof LibvirtError && missing.has(error.code)) return 'missing'
    throw error
  }
}

const missing: ReadonlySet<string> = new Set(['no-network', 'no-support'])

async function ensureNetwork(libvirt: LibvirtClient, name: string): Promise<void> {
  if ((await networkState(libvirt, name)) !== 'inactive') return
  try {
    const net = await libvirt.call('networkLookupByName', { name })
    await libvirt.withConnection((own) => own.call('networkCreate', { net }))
  } catch (error) {
    // Started by somebody else meanwhile.
    if ((await networkState(libvirt, name)) !== 'active') throw error
  }
}
