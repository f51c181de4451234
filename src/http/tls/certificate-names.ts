import { isIP } from 'node:net'

/** All that the house is called in its own net: what its certificate is for. */
export interface CertificateNames {
  readonly dns: readonly string[]
  readonly ips: readonly string[]
}

export interface HouseFacts {
  readonly hostname: string
  /** As `os.networkInterfaces` gives them, without the zone of link-local ones. */
  readonly addresses: readonly string[]
  /** Names that were given by hand. */
  readonly extra: readonly string[]
}

/** Endings that routers and mDNS give to what is at home; nobody on the internet can have them (RFC 6762, 8375, and by habit). */
const homeEndings = ['local', 'lan', 'home', 'home.arpa', 'internal', 'fritz.box'] as const

/** The names by which people reach this host. */
export function namesOf({ hostname, addresses, extra }: HouseFacts): CertificateNames {
  const short = hostname.split('.', 1)[0] ?? hostname
  const dns = [
    'localhost',
    hostname,
    ...homeEndings.map((ending) => `${short}.${ending}`),
    ...extra.filter(isName),
  ]
  const ips = ['127.0.0.1', '::1', ...addresses, ...extra.filter((name) => isIP(name) !== 0)]
  return { dns: unique(dns.map((name) => name.toLowerCase())), ips: unique(ips) }
}

function isName(text: string): boolean {
  return isIP(text) === 0
}

/** What the house's authority may sign for at all: whoever steals its key can pretend to be nobody on the internet. */
export interface Bounds {
  /** A name and all below it. */
  readonly dns: readonly string[]
  readonly ips: readonly { readonly address: string; readonly prefix: number }[]
}

/** Private networks: RFC 1918, carrier-grade NAT as VPNs use it (RFC 6598), link-local, loopback, and unique local IPv6. */
const homeNets = [
  { address: '10.0.0.0', prefix: 8 },
  { address: '172.16.0.0', prefix: 12 },
  { address: '192.168.0.0', prefix: 16 },
  { address: '100.64.0.0', prefix: 10 },
  { address: '169.254.0.0', prefix: 16 },
  { address: '127.0.0.0', prefix: 8 },
  { address: '::1', prefix: 128 },
  { address: 'fc00::', prefix: 7 },
  { address: 'fe80::', prefix: 10 },
] as const

export function boundsOf({ dns, ips }: CertificateNames): Bounds {
  return {
    dns: unique([
      ...dns.filter((name) => !homeEndings.some((ending) => name.endsWith(`.${ending}`))),
      ...homeEndings,
    ]),
    // A host with an address of the internet, as most have with IPv6, has just that one.
    ips: [
      ...homeNets,
      ...ips
        .filter((ip) => !isAtHome(ip))
        .map((address) => ({ address, prefix: isIP(address) === 4 ? 32 : 64 })),
    ],
  }
}

/** Whether an authority with these bounds may sign for these names. */
export function isWithin({ dns, ips }: CertificateNames, bounds: Bounds): boolean {
  return (
    dns.every((name) => bounds.dns.some((bound) => name === bound || name.endsWith(`.${bound}`))) &&
    ips.every((ip) => bounds.ips.some(({ address, prefix }) => isInNet(ip, address, prefix)))
  )
}

function isAtHome(ip: string): boolean {
  return homeNets.some(({ address, prefix }) => isInNet(ip, address, prefix))
}

export function isInNet(ip: string, net: string, prefix: number): boolean {
  const [one, other] = [addressBytes(ip), addressBytes(net)]
  if (one.length !== other.length) return false
  return one.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefix - 8 * index))
    const mask = (0xff << (8 - bits)) & 0xff
    return (byte & mask) === ((other[index] ?? 0) & mask)
  })
}

/** The 4 or 16 bytes of an address. */
export function addressBytes(ip: string): readonly number[] {
  if (isIP(ip) === 4) return ip.split('.').map(Number)
  const [head = '', tail] = ip.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':').flatMap(groupBytes))
  const front = groups(head)
  const back = tail === undefined ? [] : groups(tail)
  return [...front, ...Array.from({ length: 16 - front.length - back.length }, () => 0), ...back]
}

function groupBytes(group: string): readonly number[] {
  if (group.includes('.')) return group.split('.').map(Number)
  const value = Number.parseInt(group, 16)
  return [value >> 8, value & 0xff]
}

function unique<T>(all: readonly T[]): readonly T[] {
  return [...new Set(all)]
}
