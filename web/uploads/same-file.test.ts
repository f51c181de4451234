import { expect, test } from 'vitest'
import type { OpenUpload } from '../api/answers.ts'
import { fingerprintOf, uploadOf } from './same-file.ts'

const open: OpenUpload = {
  id: 'u',
  state: 'open',
  name: 'a.iso',
  sizeBytes: 10,
  fingerprint: 'head 1',
  sha256: 'ab',
  receivedBytes: 5,
  startedAt: '',
  changedAt: '',
}
const file = { name: 'a.iso', sizeBytes: 10, fingerprint: 'head 1', sha256: 'AB' }

test.each([
  [{}, 'u'],
  [{ name: 'b.iso' }, undefined],
  [{ sizeBytes: 11 }, undefined],
  [{ fingerprint: 'head 2' }, undefined],
  [{ sha256: undefined }, undefined],
])('%j', (change, id) => expect(uploadOf({ ...file, ...change }, [open])?.id).toBe(id))

test('the head of a file tells it from another', async () => {
  const of = (text: string) => fingerprintOf(Object.assign(new Blob([text]), { lastModified: 1 }))
  expect(await of('one')).toBe(await of('one'))
  expect(await of('one')).not.toBe(await of('two'))
  expect(await of('')).toMatch(/^head [0-9a-f]{64}$/)
})
