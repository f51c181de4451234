import type { NetworkFacts, NetworkLease } from '../../domain/network.ts'
import { problemError } from '../../domain/problem.ts'
import type { NetworkHost } from '../network-host.ts'
import type { LibvirtClient } from './client.ts'
import { ConnectFailed, ConnectionLost, isMissing, LibvirtError } from './error.ts'
import { becauseOf, libvirtUnavailable } from './libvirt-problems.ts'
import { readNetwork } from './network-xml.ts'
import type { NetworkRef } from './objects.ts'

/** The networks that libvirt has. Session libvirts of some distributions have no driver for any. */
export function libvirtNetworks(libvirt: LibvirtClient): NetworkHost {
  return {
    async list() {
      try {
        const { networks } = await libvirt.call('connectListAllNetworks', { needResults: 1 })
        const found = await Promise.all(networks.map((net) => lookAt(libvirt, net)))
        return found.filter((one) => one !== undefined).toSorted((a, b) => (a.name < b.name ? -1 : 1))
      } catch (error) {
        if (error instanceof LibvirtError && error.code === 'no-support') return []
        throw notSeen(error)
      }
    },
  }
}

async function lookAt(libvirt: LibvirtClient, net: NetworkRef): Promise<NetworkFacts | undefined> {
  try {
    const [xml, active, autostart] = await Promise.all([
      libvirt.call('networkGetXmlDesc', { net }),
      libvirt.call('networkIsActive', { net }),
      autostartOf(libvirt, net),
    ])
    const leases = active ? await leasesOf(libvirt, net) : []
    return { name: net.name, uuid: net.uuid, active, autostart, ...readNetwork(xml), leases }
  } catch (error) {
    // Gone since it was listed.
    if (isMissing(error)) return undefined
    throw error
  }
}

/** One that was only started, and is kept in no file, has none; libvirt then says that it is transient. */
async function autostartOf(libvirt: LibvirtClient, net: NetworkRef): Promise<boolean> {
  try {
    return await libvirt.call('networkGetAutostart', { net })
  } catch (error) {
    if (error instanceof LibvirtError && error.code === 'operation-invalid') return false
    throw error
  }
}

/** Of networks without a DHCP server of libvirt's own there are none, and some kinds refuse to be asked. */
async function leasesOf(libvirt: LibvirtClient, net: NetworkRef): Promise<readonly NetworkLease[]> {
  try {
    const { leases } = await libvirt.call('networkGetDhcpLeases', { net, mac: null, needResults: 1 })
    return leases.map(({ mac, address, prefix, hostname, expiresAtSeconds }) => ({
      ...(mac === null ? {} : { mac: mac.toLowerCase() }),
      address,
      prefix,
      ...(hostname === null ? {} : { hostname }),
      ...(expiresAtSeconds > 0n
        ? { expiresAt: new Date(Number(expiresAtSeconds) * 1000).toISOString() }
        : {}),
    }))
  } catch (error) {
    if (error instanceof LibvirtError && !isMissing(error)) return []
    throw error
  }
}

function notSeen(error: unknown): Error {
  const failed = 'The networks of libvirt could not be listed'
  if (error instanceof ConnectFailed || error instanceof ConnectionLost)
    return libvirtUnavailable(error, failed)
  const because = error instanceof LibvirtError ? error.libvirtMessage : becauseOf(error)
  return problemError(
    {
      code: 'host_failed',
      object: { type: 'host', name: 'libvirt' },
      message: `${failed}: ${because}`,
      hint: 'See what libvirt says: virsh net-list --all',
    },
    error,
  )
}
