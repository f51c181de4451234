import { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { problemError } from '../../domain/problem.ts'
import { boundsOf, isWithin, type Bounds, type CertificateNames } from './certificate-names.ts'
import { checkPrivateKey } from './check-key.ts'
import type { KeyPair } from './make-certificates.ts'
import { privateFolder, readWhole, readWholeJson, writeWhole } from './whole-files.ts'

/** What the daemon shows browsers, and what devices may trust so that they do not ask. */
export interface Certificates {
  readonly server: KeyPair
  /** As PEM; absent where the certificate is one that was given. */
  readonly authority?: string | undefined
}

type Authority = KeyPair & { readonly bounds: Bounds }

/** A certificate is made anew this long before it ends. */
const renewBeforeMs = 60 * 24 * 3_600_000

/**
 * The certificates in a folder, made where there are none, where they end soon, or where the house has got another name or address.
 * The authority, which devices were told to trust, is made anew only when it ends or may not sign for what the house is called now.
 * Throws `ProblemError` when the folder cannot be read or written.
 */
export async function keepCertificates(
  folder: string,
  house: string,
  names: CertificateNames,
  now: Date,
): Promise<Certificates> {
  // Not at the top: most starts of the daemon make no certificates, and what makes them is large.
  const make = () => import('./make-certificates.ts')
  await privateFolder(folder)

  const authorityPath = join(folder, 'authority.json')
  const known = await readPair<Authority>(authorityPath)
  const stands = known !== undefined && !endsSoon(known, now) && isWithin(names, known.bounds)
  const authority = stands ? known : await newAuthority()

  const serverPath = join(folder, 'server.json')
  const shown = await readPair(serverPath)
  if (shown !== undefined && !endsSoon(shown, now) && isFor(shown, names) && isFrom(shown, authority))
    return { server: shown, authority: authority.cert }
  const server = await (await make()).makeServerCertificate(authority, house, names, now)
  await writeWhole(serverPath, JSON.stringify(server))
  return { server, authority: authority.cert }

  async function newAuthority(): Promise<Authority> {
    const bounds = boundsOf(names)
    const made = { ...(await (await make()).makeAuthority(house, bounds, now)), bounds }
    await writeWhole(authorityPath, JSON.stringify(made))
    return made
  }
}

/** A certificate that was given by hand, such as one of a public authority. Throws `ProblemError` when it will not do. */
export async function givenCertificate(certPath: string, keyPath: string): Promise<Certificates> {
  const [cert, key] = [await readWhole(certPath), await readWhole(keyPath)]
  if (cert === undefined || key === undefined) throw notThere(cert === undefined ? certPath : keyPath)
  const server = { cert, key }
  if (!isPair(server)) throw notAPair(certPath, keyPath)
  return { server }
}

function endsSoon({ cert }: KeyPair, now: Date): boolean {
  const { validFrom, validTo } = new X509Certificate(cert)
  return Date.parse(validTo) - now.getTime() < renewBeforeMs || Date.parse(validFrom) > now.getTime()
}

function isFor({ cert }: KeyPair, { dns, ips }: CertificateNames): boolean {
  const certificate = new X509Certificate(cert)
  return (
    dns.every((name) => certificate.checkHost(name) !== undefined) &&
    ips.every((ip) => certificate.checkIP(ip) !== undefined)
  )
}

function isFrom({ cert }: KeyPair, authority: KeyPair): boolean {
  return new X509Certificate(cert).verify(new X509Certificate(authority.cert).publicKey)
}

/** Undefined when there is none that can be used: it is made anew then. */
function readPair<Pair extends KeyPair = KeyPair>(path: string): Promise<Pair | undefined> {
  return readWholeJson<Pair>(path, (read) => isPair(read as KeyPair))
}

function isPair(pair: KeyPair): boolean {
  try {
    return checkPrivateKey(pair)
  } catch {
    // OpenSSL says in many ways that something is no certificate or no key.
    return false
  }
}

function notThere(path: string): Error {
  return problemError({
    code: 'not_found',
    object: { type: 'file', name: path },
    message: `${path}, which is to be shown to browsers, is not there.`,
  })
}

function notAPair(cert: string, key: string): Error {
  return problemError({
    code: 'invalid_input',
    object: { type: 'file', name: cert },
    message: `${cert} and ${key} are not a certificate and its private key, both as PEM.`,
    hint: 'The certificate comes first in its file, then those of the authorities between.',
  })
}
