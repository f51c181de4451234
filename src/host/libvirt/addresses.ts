import type { GuestAddress } from '../../domain/nic.ts'
import { LibvirtError } from './error.ts'
import { NOT_RUNNING_ID, type DomainRef } from './objects.ts'
import { parseDomain } from './parse-domain.ts'
import type { VmAccess } from './vm-access.ts'

const SOURCE = { lease: 0, agent: 1 } as const
const XML_LIVE = 0

/** The addresses a running guest has, from its agent if it answers, else from the leases of libvirt's own DHCP server. */
export function guestAddresses(vms: VmAccess, uuid: string): Promise<readonly GuestAddress[]> {
  return vms.look(uuid, 'asked for its addresses', async (dom) => {
    if (dom.id === NOT_RUNNING_ID) return []
    const live = parseDomain(await vms.libvirt.call('domainGetXmlDesc', { dom, flags: XML_LIVE }))
    const fromAgent = live.agent === 'connected' ? await ask(vms, dom, 'agent') : []
    if (fromAgent.length > 0) return fromAgent
    return live.nics.some(({ link }) => link.type === 'network') ? ask(vms, dom, 'lease') : []
  })
}

/** On a connection of its own: an agent that hangs holds the call until libvirt gives up on it. */
async function ask(
  { libvirt }: VmAccess,
  dom: DomainRef,
  from: keyof typeof SOURCE,
): Promise<readonly GuestAddress[]> {
  try {
    const found = await libvirt.withConnection((own) =>
      own.call('domainInterfaceAddresses', { dom, source: SOURCE[from] }),
    )
    return found.flatMap(({ name, mac, addresses }) =>
      addresses
        .filter(({ address }) => isReachable(address))
        .map(({ address, prefix }) => ({
          ...(mac === null ? {} : { mac: mac.toLowerCase() }),
          interfaceName: name,
          address,
          prefix,
          from,
        })),
    )
  } catch (error) {
    // An agent that went away or cannot tell, or a network without leases: nothing is known, which is no failure.
    if (error instanceof LibvirtError) return []
    throw error
  }
}

/** Loopback and link-local addresses lead nowhere from outside. */
export function isReachable(address: string): boolean {
  const text = address.toLowerCase()
  return !(text === '::1' || text.startsWith('127.') || text.startsWith('169.254.') || /^fe[89ab]/.test(text))
}
