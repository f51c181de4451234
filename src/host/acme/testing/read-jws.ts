import { createHash, createPublicKey, verify, type JsonWebKey } from 'node:crypto'

export interface ReadJws {
  readonly nonce: string
  readonly url: string
  readonly jwk?: JsonWebKey | undefined
  readonly kid?: string | undefined
  /** Undefined where it only asks. */
  readonly payload: Readonly<Record<string, unknown>> | undefined
}

/** Reads what was signed, as an authority has to (RFC 8555, 6.2); throws where anything of it is not as it must be. */
export function readJws(body: string, keyOf: (kid: string) => JsonWebKey | undefined): ReadJws {
  const { protected: head, payload, signature, ...others } = JSON.parse(body) as Record<string, string>
  if (
    Object.keys(others).length > 0 ||
    head === undefined ||
    payload === undefined ||
    signature === undefined
  )
    throw new Error('it is no flattened JWS')
  const { alg, nonce, url, jwk, kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as {
    readonly alg?: string
    readonly nonce?: string
    readonly url?: string
    readonly jwk?: JsonWebKey
    readonly kid?: string
  }
  if (alg !== 'ES256' || nonce === undefined || url === undefined)
    throw new Error('its header lacks something')
  if ((jwk === undefined) === (kid === undefined)) throw new Error('it must have either a key or an account')
  const key = jwk ?? keyOf(kid ?? '')
  if (key === undefined) throw new UnknownAccount()
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${payload}`),
    { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  if (!isSigned) throw new Error('the signature is wrong')
  const read =
    payload === ''
      ? undefined
      : (JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>)
  return { nonce, url, jwk, kid, payload: read }
}

export class UnknownAccount extends Error {}

/** Written apart from the one that is tested. */
export function fingerprintOf({ crv, kty, x, y }: JsonWebKey): string {
  const text = `{"crv":"${crv}","kty":"${kty}","x":"${x}","y":"${y}"}`
  return createHash('sha256').update(text).digest('base64url')
}
