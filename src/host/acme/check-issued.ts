import { createPrivateKey, X509Certificate } from 'node:crypto'
import { directoryName } from '../../domain/acme.ts'
import { AcmeError } from './acme-error.ts'

export interface Issued {
  readonly directory: string
  /** What came: the certificate, then those of the authorities between, as PEM. */
  readonly chain: string
  readonly key: string
  readonly names: readonly string[]
  readonly now: Date
}

/** Throws unless it is a certificate for these names and this key that browsers will take now. Gives the chain without anything else. */
export function checkIssued({ directory, chain, key, names, now }: Issued): string {
  const blocks = chain.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? []
  const certificates = blocks.map(read)
  const [leaf] = certificates
  if (leaf === undefined || certificates.includes(undefined)) throw useless(directory, 'it is none')
  if (!leaf.checkPrivateKey(createPrivateKey(key))) throw useless(directory, 'it is for another key')
  const covered = new Set(dnsNamesOf(leaf))
  const missing = names.filter((name) => !covered.has(name))
  if (missing.length > 0) throw useless(directory, `it is not for ${missing.join(', ')}`)
  if (Date.parse(leaf.validTo) <= now.getTime()) throw wrongTime(directory, 'late')
  if (Date.parse(leaf.validFrom) > now.getTime()) throw wrongTime(directory, 'early')
  for (const [index, certificate] of certificates.entries()) {
    const issuer = certificates[index + 1]
    if (certificate !== undefined && issuer !== undefined && !certificate.verify(issuer.publicKey))
      throw useless(directory, 'those that come with it did not sign it')
  }
  return `${blocks.join('\n')}\n`
}

export function dnsNamesOf({ subjectAltName = '' }: X509Certificate): readonly string[] {
  return subjectAltName
    .split(', ')
    .flatMap((entry) => (entry.startsWith('DNS:') ? [entry.slice(4).toLowerCase()] : []))
}

function read(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    // OpenSSL says in many ways that something is no certificate.
    return undefined
  }
}

function useless(directory: string, because: string): AcmeError {
  return new AcmeError({
    code: 'authority_refused',
    object: { type: 'certificate', name: directoryName(directory) },
    message: `The certificate that ${directoryName(directory)} sent is of no use: ${because}.`,
    hint: 'The one that is shown stays. If that happens again, choose another authority.',
  })
}

function wrongTime(directory: string, is: 'late' | 'early'): AcmeError {
  const message =
    is === 'early'
      ? `By the clock of this host, the certificate that ${directoryName(directory)} sent is not valid yet.`
      : `By the clock of this host, the certificate that ${directoryName(directory)} sent has ended already.`
  return new AcmeError({
    code: 'authority_refused',
    object: { type: 'certificate', name: directoryName(directory) },
    message,
    hint: 'Set the clock right: timedatectl. The certificate that is shown stays.',
  })
}
