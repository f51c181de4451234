// The library below asks for it at load.
import 'reflect-metadata'
import { AsnConvert } from '@peculiar/asn1-schema'
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from '@peculiar/asn1-x509'
import * as x509 from '@peculiar/x509'
import { webcrypto } from 'node:crypto'
import type { Bounds, CertificateNames } from './certificate-names.ts'

/** A certificate and its private key, both as PEM. */
export interface KeyPair {
  readonly cert: string
  readonly key: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 24 * 3_600_000

/** Clocks of phones are not always right; a certificate that is not valid yet is refused. */
const leadMs = dayMs
export const lifeDays = {
  authority: 3_650,
  // Browsers refuse longer ones of public authorities, and Apple's of any (825 days); shorter is safe.
  server: 397,
} as const

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0] & object)

/** An authority of this house alone, which can sign for nobody outside of its bounds. */
export async function makeAuthority(house: string, bounds: Bounds, now: Date): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    ...period(now, lifeDays.authority),
    serialNumber: serial(),
    name: nameOf(`Kiste ${house}`),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      nameConstraints(bounds),
    ],
  })
  return { cert: pem(cert), key: await privatePem(keys.privateKey) }
}

/** A certificate for the daemon, signed by the authority; with it come the names it is for. */
export async function makeServerCertificate(
  authority: KeyPair,
  house: string,
  names: CertificateNames,
  now: Date,
): Promise<KeyPair> {
  const issuer = new x509.X509Certificate(authority.cert)
  const signingKey = await webcrypto.subtle.importKey('pkcs8', fromPem(authority.key), algorithm, false, [
    'sign',
  ])
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const cert = await x509.X509CertificateGenerator.create({
    ...period(now, lifeDays.server),
    serialNumber: serial(),
    subject: nameOf(house),
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.dns.map((value) => ({ type: 'dns' as const, value })),
        ...names.ips.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return { cert: pem(cert), key: await privatePem(keys.privateKey) }
}

/** The library has no words for this extension (RFC 5280, 4.2.1.10), its ASN.1 has. */
function nameConstraints(bounds: Bounds): x509.Extension {
  const permitted = [
    ...bounds.dns.map((dNSName) => new GeneralName({ dNSName })),
    ...bounds.ips.map(({ address, prefix }) => new GeneralName({ iPAddress: netText(address, prefix) })),
  ].map((base) => new GeneralSubtree({ base }))
  const value = new NameConstraints({ permittedSubtrees: new GeneralSubtrees(permitted) })
  return new x509.Extension(id_ce_nameConstraints, true, AsnConvert.serialize(value))
}

function netText(address: string, prefix: number): string {
  return `${address}/${prefix}`
}

function period(now: Date, days: number) {
  return { notBefore: new Date(now.getTime() - leadMs), notAfter: new Date(now.getTime() + days * dayMs) }
}

/** As attributes, so that no character of the name is read as one. */
function nameOf(commonName: string): x509.JsonName {
  return [{ CN: [commonName.slice(0, 64)] }]
}

/** Positive, and long enough that no two are alike (RFC 5280, 4.1.2.2). */
function serial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return Buffer.from(bytes).toString('hex')
}

function pem(cert: x509.X509Certificate): string {
  return `${cert.toString('pem')}\n`
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${bytes.replaceAll(/.{64}/g, '$&\n').trim()}\n-----END PRIVATE KEY-----\n`
}

function fromPem(text: string): Buffer {
  return Buffer.from(text.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
}
