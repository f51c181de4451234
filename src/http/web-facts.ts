import { X509Certificate } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { PublicCertificateAnswer, WebAnswer } from '../contract/schemas/web.ts'
import type { Wire } from '../contract/wire.ts'
import type { CertificateNames } from './tls/certificate-names.ts'
import type { Certificates } from './tls/keep-certificates.ts'

/** How the page is served, as far as people are to know it. */
export interface Served {
  /** The address it is served on; `::` is every one of the host. */
  readonly address: string
  readonly port: number
  readonly names: CertificateNames
  /** Absent without TLS. */
  readonly certificates?: Certificates | undefined
  /** That of an authority, where one is asked for. */
  readonly public?: Wire<PublicCertificateAnswer> | undefined
}

/** Under which addresses the page can be opened, and what the certificate that is shown there is. */
export function webFacts({ address, port, names, certificates, public: known }: Served): Wire<WebAnswer> {
  if (certificates === undefined) return { state: 'plain', origins: [`http://localhost:${port}`] }
  const { server, authority } = certificates
  const shown = authority === undefined ? namesOf(server.cert) : names
  const reached = {
    dns: shown.dns.filter((name) => name !== 'localhost'),
    ips: shown.ips.filter((ip) => isReachable(ip) && (isEverywhere(address) || ip === address)),
  }
  // No browser asks by these, so they come first.
  const trusted = known?.certificate === undefined ? [] : known.names.filter((name) => !name.startsWith('*'))
  const hosts = isLoopback(address)
    ? ['localhost']
    : [...new Set([...trusted, ...reached.dns]), ...reached.ips.map(bracketed)]
  return {
    state: 'tls',
    origins: hosts.map((host) => `https://${host}:${port}`),
    certificate: describe(server.cert),
    ...(known === undefined ? {} : { public: known }),
    ...(authority === undefined ? {} : { authority: describe(authority) }),
  }
}

function describe(pem: string) {
  const { validTo, fingerprint256 } = new X509Certificate(pem)
  return { expiresAt: new Date(validTo).toISOString(), fingerprint: fingerprint256 }
}

/** What a certificate that was given is for: `DNS:kiste.example, IP Address:192.0.2.1`. */
function namesOf(pem: string): CertificateNames {
  const entries = (new X509Certificate(pem).subjectAltName ?? '').split(', ')
  const after = (kind: string) =>
    entries.filter((entry) => entry.startsWith(kind)).map((entry) => entry.slice(kind.length))
  return { dns: after('DNS:').filter((name) => !name.startsWith('*')), ips: after('IP Address:') }
}

function isEverywhere(address: string): boolean {
  return address === '::' || address === '0.0.0.0'
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

/** From another device: not this machine's own, and not one that means nothing without the name of an interface. */
function isReachable(ip: string): boolean {
  return !isLoopback(ip) && !ip.toLowerCase().startsWith('fe80:')
}

function bracketed(ip: string): string {
  return isIPv6(ip) ? `[${ip}]` : ip
}
