import { createHash, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { ImageWork } from '../host.ts'
import { bytesOf, fresh, problem, type HostUnderTest } from './host-under-test.ts'

/** What holds for files that are sent in pieces, everywhere. */
export function uploadContract(on: () => HostUnderTest): void {
  const uploads = () => on().host.uploads
  const content = bytesOf(1024 * 1024)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const begin = async (wish: { readonly sizeBytes?: number; readonly sha256?: string } = {}) =>
    (await uploads().begin(randomUUID(), { name: 'disk.raw', sizeBytes: content.length, ...wish })).id

  describe('uploads in pieces', () => {
    it('begin with nothing, are listed, and go', async () => {
      const id = randomUUID()
      const wish = { name: 'a b.iso', sizeBytes: 10, sha256: 'A'.repeat(64), fingerprint: 'head' }
      const begun = await uploads().begin(id, wish)
      expect(begun).toMatchObject({
        ...wish,
        id,
        state: 'open',
        sha256: 'a'.repeat(64),
        receivedBytes: 0,
        startedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      })
      expect(await uploads().get(id)).toEqual(begun)
      expect(await uploads().list()).toContainEqual(begun)
      // Not whole, so not to be imported.
      expect((await on().host.images.uploads()).map((one) => one.id)).not.toContain(id)
      for (let times = 0; times < 2; times++) await uploads().drop(id)
      expect(await uploads().get(id)).toBeUndefined()
      expect((await uploads().list()).map((one) => one.id)).not.toContain(id)
    })

    it('grow piece by piece, are summed, and become an image', async () => {
      const id = await begin({ sha256 })
      const half = content.length / 2
      expect(await uploads().append(id, 0, from(content.subarray(0, half)))).toMatchObject({
        receivedBytes: half,
      })
      await expect(uploads().finish(id)).rejects.toMatchObject(problem('wrong_state'))
      await uploads().append(id, half, from(content.subarray(half, half + 10), content.subarray(half + 10)))
      const whole = { id, state: 'whole', name: 'disk.raw', sizeBytes: content.length, sha256 }
      expect(await uploads().finish(id)).toEqual(whole)
      expect(await uploads().finish(id)).toEqual(whole)
      expect(await uploads().get(id)).toEqual(whole)
      expect((await uploads().list()).map((one) => one.id)).not.toContain(id)
      expect((await on().host.images.uploads()).map((one) => one.id)).toContain(id)
      const image = fresh('pieces').name
      await on().host.images.import(image, { type: 'upload', upload: id, name: 'disk.raw' }, work())
      expect(await uploads().get(id)).toBeUndefined()
      await on().host.images.remove(image)
    })

    it('keep what came of a piece that broke off, and go on from there', async () => {
      const id = await begin()
      const broken = async function* () {
        yield content.subarray(0, 1000)
        await Promise.resolve()
        throw new Error('the line is cut')
      }
      await expect(uploads().append(id, 0, broken())).rejects.toThrow('the line is cut')
      expect(await uploads().get(id)).toMatchObject({ receivedBytes: 1000 })
      await uploads().append(id, 1000, from(content.subarray(1000)))
      expect(await uploads().finish(id)).toMatchObject({ sha256 })
      await uploads().drop(id)
      expect(await uploads().get(id)).toBeUndefined()
    })

    it('refuse gaps, overlaps, and more than was announced', async () => {
      const id = await begin({ sizeBytes: 100 })
      await uploads().append(id, 0, from(content.subarray(0, 40)))
      for (const offset of [0, 39, 41])
        await expect(uploads().append(id, offset, from(content))).rejects.toMatchObject(
          problem('wrong_state'),
        )
      await expect(uploads().append(id, 40, from(content.subarray(40, 90), content))).rejects.toMatchObject(
        problem('invalid_input'),
      )
      expect(await uploads().get(id)).toMatchObject({ receivedBytes: 90 })
      await uploads().drop(id)
    })

    it('that are not what was promised are not kept, and both sums are told', async () => {
      const promised = '0'.repeat(64)
      const id = await begin({ sha256: promised })
      await uploads().append(id, 0, from(content))
      const error: unknown = await uploads()
        .finish(id)
        .catch((error: unknown) => error)
      expect(error).toMatchObject(problem('checksum_mismatch'))
      expect(String(error)).toContain(promised)
      expect(String(error)).toContain(sha256)
      expect(await uploads().get(id)).toBeUndefined()
      expect((await on().host.images.uploads()).map((one) => one.id)).not.toContain(id)
    })

    it('of nothing are whole at once', async () => {
      const id = await begin({ sizeBytes: 0 })
      expect(await uploads().finish(id)).toMatchObject({ sizeBytes: 0 })
      await uploads().drop(id)
    })

    it('that are not there are not found, and no name leads elsewhere', async () => {
      const id = randomUUID()
      expect(await uploads().get(id)).toBeUndefined()
      await expect(uploads().append(id, 0, from(content))).rejects.toMatchObject(problem('not_found'))
      await expect(uploads().finish(id)).rejects.toMatchObject(problem('not_found'))
      for (const name of ['../escape', '/etc', '.hidden', 'a\0b'])
        await expect(uploads().begin(name, { name: 'a', sizeBytes: 1 })).rejects.toMatchObject(
          problem('invalid_input'),
        )
    })

    it('say how much room there is', async () => {
      expect((await uploads().space()).freeBytes).toBeGreaterThan(0)
    })
  })
}

async function* from(...parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(part)
}

function work(): ImageWork {
  return { signal: new AbortController().signal, log: () => undefined, progress: () => undefined }
}
