import type { Network, Vm } from '../api/answers.ts'

type Nic = Vm['nics'][number]

/** A NIC of a VM, and the address that is known of it without asking its guest. */
export interface Plug {
  readonly vm: Vm
  readonly nic: Nic
  readonly address: string | undefined
}

/** Something that VMs are plugged into. */
export type Socket =
  | { readonly kind: 'network'; readonly network: Network; readonly plugs: readonly Plug[] }
  /** Named by a VM, and not known to libvirt. */
  | { readonly kind: 'missing'; readonly name: string; readonly plugs: readonly Plug[] }
  | { readonly kind: 'bridge'; readonly name: string; readonly plugs: readonly Plug[] }
  /** Each VM by itself, behind the host. */
  | { readonly kind: 'user'; readonly plugs: readonly Plug[] }
  | { readonly kind: 'other'; readonly name: string; readonly plugs: readonly Plug[] }

/** Everything that VMs are or could be plugged into: libvirt's networks first, then what there is beside them. */
export function sockets(networks: readonly Network[], vms: readonly Vm[]): readonly Socket[] {
  const nics = vms.flatMap((vm) => vm.nics.map((nic) => ({ vm, nic })))
  const leases = new Map(
    networks.flatMap(({ leases }) =>
      leases.flatMap(({ mac, address }) => (mac === undefined ? [] : [[mac, address] as const])),
    ),
  )
  const plugsOf = (isIn: (link: Nic['link']) => boolean): Plug[] =>
    nics
      .filter(({ nic }) => isIn(nic.link))
      .map(({ vm, nic }) => ({ vm, nic, address: leases.get(nic.mac.toLowerCase()) }))
  const namesOf = (nameOf: (link: Nic['link']) => string | undefined): string[] =>
    [...new Set(nics.flatMap(({ nic }) => nameOf(nic.link) ?? []))].toSorted()
  const known = new Set(networks.map(({ name }) => name))
  const user = plugsOf((link) => link.type === 'user')
  return [
    ...networks.map((network) => ({
      kind: 'network' as const,
      network,
      plugs: plugsOf((link) => link.type === 'network' && link.network === network.name),
    })),
    ...namesOf((link) =>
      link.type === 'network' && !known.has(link.network) ? link.network : undefined,
    ).map((name) => ({
      kind: 'missing' as const,
      name,
      plugs: plugsOf((link) => link.type === 'network' && link.network === name),
    })),
    ...namesOf((link) => (link.type === 'bridge' ? link.bridge : undefined)).map((name) => ({
      kind: 'bridge' as const,
      name,
      plugs: plugsOf((link) => link.type === 'bridge' && link.bridge === name),
    })),
    ...(user.length > 0 ? [{ kind: 'user' as const, plugs: user }] : []),
    ...namesOf((link) => (link.type === 'other' ? link.kind : undefined)).map((name) => ({
      kind: 'other' as const,
      name,
      plugs: plugsOf((link) => link.type === 'other' && link.kind === name),
    })),
  ]
}
