import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

/** What somebody's device does with a passkey, in software: WebAuthn level 2, ES256, attestation `none`. */
export interface Authenticator {
  readonly id: string
  /** Answers the options of `navigator.credentials.create`. */
  create(options: { readonly challenge: string }, change?: Change): Record<string, unknown>
  /** Answers the options of `navigator.credentials.get`. */
  get(options: { readonly challenge: string }, change?: Change): Record<string, unknown>
}

/** What a test makes of it that a device would not. */
export interface Change {
  readonly origin?: string
  readonly site?: string
  /** Whether a finger was shown; default true. */
  readonly verified?: boolean
  readonly key?: KeyObject
}

const flags = { present: 0x01, verified: 0x04, attested: 0x40 } as const

export function authenticator(origin: string): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const rawId = randomBytes(16)
  const id = rawId.toString('base64url')
  let counter = 0

  const clientData = (type: string, challenge: string, change: Change) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: change.origin ?? origin, crossOrigin: false }))
  const head = (change: Change, more: number) => {
    const site = change.site ?? new URL(origin).hostname
    const count = Buffer.alloc(4)
    count.writeUInt32BE((counter += 1))
    const flag = flags.present | (change.verified === false ? 0 : flags.verified) | more
    return Buffer.concat([createHash('sha256').update(site).digest(), Buffer.from([flag]), count])
  }

  return {
    id,
    create: ({ challenge }, change = {}) => {
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
      // COSE_Key of RFC 9053: kty EC2, alg ES256, crv P-256.
      const key = isoCBOR.encode(
        new Map<number, number | Uint8Array<ArrayBuffer>>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
          [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
        ]),
      )
      const length = Buffer.from([0, rawId.length])
      const authData = Buffer.concat([head(change, flags.attested), Buffer.alloc(16), length, rawId, key])
      const attestation = isoCBOR.encode(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', new Uint8Array(authData)],
        ]) as Parameters<typeof isoCBOR.encode>[0],
      )
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, change).toString('base64url'),
          attestationObject: Buffer.from(attestation).toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    get: ({ challenge }, change = {}) => {
      const data = clientData('webauthn.get', challenge, change)
      const authData = head(change, 0)
      const signed = Buffer.concat([authData, createHash('sha256').update(data).digest()])
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: data.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: sign('sha256', signed, change.key ?? privateKey).toString('base64url'),
        },
      }
    },
  }
}
