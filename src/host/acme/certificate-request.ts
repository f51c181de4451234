// The library below asks for it at load.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { createPrivateKey, createPublicKey, generateKeyPairSync, webcrypto } from 'node:crypto'
import { base64url } from './jws.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0] & object)

/** A private key for a certificate, as PEM. */
export function makeCertificateKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** What a certificate is to be for (PKCS #10), as the authority takes it: DER in base64url. */
export async function certificateRequest(keyPem: string, names: readonly string[]): Promise<string> {
  const key = createPrivateKey(keyPem)
  const { subtle } = webcrypto
  const privateKey = await subtle.importKey(
    'pkcs8',
    key.export({ type: 'pkcs8', format: 'der' }),
    algorithm,
    false,
    ['sign'],
  )
  const publicDer = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const publicKey = await subtle.importKey('spki', publicDer, algorithm, true, ['verify'])
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    // A name may be longer than a common name can be; authorities read the names below.
    name: [],
    keys: { privateKey, publicKey },
    signingAlgorithm: algorithm,
    extensions: [
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
    ],
  })
  return base64url(new Uint8Array(request.rawData))
}
