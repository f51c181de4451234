import { assert, property, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { fromBase64url, toBase64url } from './base64url.ts'

test('bytes come back as they were, and are written as Node does', () => {
  assert(
    property(uint8Array(), (bytes) => {
      const copy = new Uint8Array(bytes)
      const text = toBase64url(copy.buffer)
      expect(text).toBe(Buffer.from(bytes).toString('base64url'))
      expect([...fromBase64url(text)]).toEqual([...bytes])
    }),
  )
})
