/** How a network of libvirt's leads on. `nat`: behind the host; `bridge`: a bridge of the host, or one of its devices. */
export const networkModes = ['nat', 'route', 'open', 'bridge', 'isolated', 'other'] as const
export type NetworkMode = (typeof networkModes)[number]

/** A network that libvirt has, as it is now. */
export interface NetworkFacts {
  readonly name: string
  readonly uuid: string
  readonly active: boolean
  /** Started with the host. */
  readonly autostart: boolean
  readonly mode: NetworkMode
  /** The device of the host that its VMs are plugged into. */
  readonly bridge?: string | undefined
  readonly subnets: readonly NetworkSubnet[]
  /** What its DHCP server has given away. */
  readonly leases: readonly NetworkLease[]
}

export interface NetworkSubnet {
  /** The address of the host in it. */
  readonly address: string
  readonly prefix: number
  /** What its DHCP server gives away. */
  readonly ranges: readonly { readonly start: string; readonly end: string }[]
}

export interface NetworkLease {
  readonly mac?: string | undefined
  readonly address: string
  readonly prefix: number
  readonly hostname?: string | undefined
  /** ISO 8601, UTC; absent where it never ends. */
  readonly expiresAt?: string | undefined
}
