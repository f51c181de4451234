import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'

/** The public half of a key on P-256, as JSON (RFC 7518, 6.2). */
export interface Jwk {
  readonly kty: string
  readonly crv: string
  readonly x: string
  readonly y: string
}

/** Signs what is sent to an authority. */
export interface Signer {
  readonly jwk: Jwk
  /** The key's fingerprint (RFC 7638). */
  readonly thumbprint: string
  /** A flattened JWS (RFC 7515) with ES256. `payload` undefined: nothing is sent, it is only asked (POST-as-GET). */
  sign(header: Readonly<Record<string, unknown>>, payload: unknown): string
}

export function makeSigner(privatePem: string): Signer {
  const key = createPrivateKey(privatePem)
  const jwk = publicJwk(key)
  return {
    jwk,
    thumbprint: thumbprintOf(jwk),
    sign(header, payload) {
      const head = base64url(JSON.stringify({ alg: 'ES256', ...header }))
      const body = payload === undefined ? '' : base64url(JSON.stringify(payload))
      const signature = sign('sha256', Buffer.from(`${head}.${body}`), { key, dsaEncoding: 'ieee-p1363' })
      return JSON.stringify({ protected: head, payload: body, signature: base64url(signature) })
    },
  }
}

function publicJwk(key: KeyObject): Jwk {
  const { kty = '', crv = '', x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' })
  return { kty, crv, x, y }
}

/** Of the members that it needs, in the order of the alphabet. */
export function thumbprintOf({ crv, kty, x, y }: Jwk): string {
  return base64url(createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest())
}

/** What the record says (RFC 8555, 8.1 and 8.4). */
export function recordValue(token: string, thumbprint: string): string {
  return base64url(createHash('sha256').update(`${token}.${thumbprint}`).digest())
}

export function base64url(bytes: string | Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
