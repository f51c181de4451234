export interface PortForward {
  readonly protocol: 'tcp' | 'udp'
  /** The address on the host that listens; loopback unless the user says otherwise. */
  readonly hostAddress: string
  readonly hostPort: number
  readonly guestPort: number
}

/** What a NIC is plugged into. `user`: QEMU's or passt's own network without privileges; `nat`: a libvirt network; `bridge`: a host bridge. */
export type NicLink =
  | { readonly type: 'user'; readonly forwards: readonly PortForward[] }
  | { readonly type: 'network'; readonly network: string }
  | { readonly type: 'bridge'; readonly bridge: string }
  | { readonly type: 'other'; readonly kind: string }

export interface NicFacts {
  readonly mac: string
  readonly model: string
  readonly link: NicLink
}

export interface NicDefinition {
  readonly mac: string
  readonly link: Exclude<NicLink, { type: 'other' }>
}

/** An address of a running guest and who told it. */
export interface GuestAddress {
  readonly mac?: string | undefined
  readonly interfaceName?: string | undefined
  readonly address: string
  readonly prefix: number
  readonly from: 'agent' | 'lease'
}
