import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { webcrypto } from 'node:crypto'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 24 * 3_600_000

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0] & object)

/** Signs certificates as an authority does: through one between, so that there is a chain. */
export interface FakeIssuer {
  readonly root: string
  /** For what a request asks, with the key that it brings; throws where the request is not signed by that. */
  sign(
    csr: Uint8Array,
    from: Date,
    days: number,
  ): Promise<{ readonly names: readonly string[]; readonly chain: string }>
  /** For a server of this machine. */
  server(): Promise<{ readonly cert: string; readonly key: string }>
}

export async function makeIssuer(now = new Date()): Promise<FakeIssuer> {
  const generate = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const rootKeys = await generate()
  const period = {
    notBefore: new Date(now.getTime() - 1_000 * dayMs),
    notAfter: new Date(now.getTime() + 1_000 * dayMs),
  }
  const canSign = [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
  ]
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...period,
    name: 'CN=Fake Root',
    keys: rootKeys,
    signingAlgorithm: algorithm,
    extensions: canSign,
  })
  const betweenKeys = await generate()
  const between = await x509.X509CertificateGenerator.create({
    ...period,
    subject: 'O=Fake Encrypt, CN=F1',
    issuer: root.subject,
    publicKey: betweenKeys.publicKey,
    signingKey: rootKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: canSign,
  })
  const leaf = (
    publicKey: webcrypto.CryptoKey | x509.PublicKey,
    names: readonly string[],
    from: Date,
    days: number,
  ) =>
    x509.X509CertificateGenerator.create({
      notBefore: from,
      notAfter: new Date(from.getTime() + days * dayMs),
      serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex'),
      subject: '',
      issuer: between.subject,
      publicKey,
      signingKey: betweenKeys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.SubjectAlternativeNameExtension(
          names.map((value) => ({
            type: /^[\d.]+$/.test(value) ? ('ip' as const) : ('dns' as const),
            value,
          })),
        ),
      ],
    })
  const chainOf = (cert: x509.X509Certificate) => `${cert.toString('pem')}\n${between.toString('pem')}\n`

  return {
    root: root.toString('pem'),
    async sign(csr, from, days) {
      const request = new x509.Pkcs10CertificateRequest(csr)
      if (!(await request.verify())) throw new Error('the request is not signed by its key')
      const found = request.getExtension('2.5.29.17') as x509.SubjectAlternativeNameExtension | null
      const names = found?.names.items ?? []
      const asked = names.map(({ value }) => value)
      return { names: asked, chain: chainOf(await leaf(request.publicKey, asked, from, days)) }
    },
    async server() {
      const keys = await generate()
      const cert = await leaf(keys.publicKey, ['localhost', '127.0.0.1'], new Date(now.getTime() - dayMs), 30)
      const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
      return { cert: chainOf(cert), key: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n` }
    },
  }
}
