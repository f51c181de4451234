import { createHash, createPublicKey, verify } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeCertificateKey } from './certificate-request.ts'
import { base64url, makeSigner, recordValue, thumbprintOf } from './jws.ts'

const signer = makeSigner(makeCertificateKey())

it('whatever is signed is read back, and its signature is right', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (payload, nonce) => {
      const read = JSON.parse(signer.sign({ nonce, jwk: signer.jwk }, payload)) as Record<string, string>
      const { protected: head = '', payload: body = '', signature = '' } = read
      expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({ alg: 'ES256', nonce })
      expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toEqual(
        JSON.parse(JSON.stringify(payload)),
      )
      const key = createPublicKey({ key: { ...signer.jwk }, format: 'jwk' })
      const bytes = Buffer.from(signature, 'base64url')
      expect(bytes).toHaveLength(64)
      expect(
        verify('sha256', Buffer.from(`${head}.${body}`), { key, dsaEncoding: 'ieee-p1363' }, bytes),
      ).toBe(true)
    }),
  )
})

it('who only asks sends nothing', () => {
  expect(JSON.parse(signer.sign({}, undefined))).toMatchObject({ payload: '' })
})

it('the fingerprint is of the members in the order of the alphabet', () => {
  const { crv, kty, x, y } = signer.jwk
  const text = `{"crv":"${crv}","kty":"${kty}","x":"${x}","y":"${y}"}`
  expect(thumbprintOf({ y, x, kty, crv })).toBe(createHash('sha256').update(text).digest('base64url'))
})

it('a record is short enough for one piece of text, and has nothing to escape', () => {
  expect(recordValue('token', signer.thumbprint)).toMatch(/^[\w-]{43}$/)
  expect(base64url(new Uint8Array([251, 255, 254]))).toBe('-__-')
})
