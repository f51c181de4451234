import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { KeyPair } from './make-certificates.ts'

/** Whether a private key belongs to a certificate; throws when either is none. */
export function checkPrivateKey({ cert, key }: KeyPair): boolean {
  return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
}
