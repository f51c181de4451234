import { describe, expect, it } from 'vitest'
import { catalogueFor, findEntry, officialCatalogue, servedFrom } from './image-catalogue.ts'

describe('the official catalogue', () => {
  it('has each release once for each architecture', () => {
    const keys = officialCatalogue.map((entry) => `${entry.id} ${entry.arch}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(catalogueFor(officialCatalogue, 'x86_64').map((entry) => entry.id)).toEqual(
      catalogueFor(officialCatalogue, 'aarch64').map((entry) => entry.id),
    )
    expect(keys).toContain('debian-12 x86_64')
  })

  it.each(officialCatalogue)('$id $arch can be fetched and checked', (entry) => {
    const { checksums } = entry
    const signatureUrl = checksums.signature.type === 'detached' ? [checksums.signature.url] : []
    for (const url of [entry.url, checksums.url, ...signatureUrl]) {
      expect(url).toMatch(/^https:\/\/[\w.-]+\/[\w./-]+$/)
      expect(url).not.toMatch(/\{|undefined/)
    }
    expect(entry.url).toMatch(/\.(qcow2|img)$/)
    expect(
      entry.url.includes(entry.arch) || entry.url.includes(entry.arch === 'x86_64' ? 'amd64' : 'arm64'),
    ).toBe(true)
    expect(entry.defaultUser).toMatch(/^[a-z]+$/)
  })
})

it('an entry is found by id, and a wrong id is answered with those there are', () => {
  expect(findEntry(officialCatalogue, 'ubuntu-24.04', 'aarch64').url).toBe(
    'https://cloud-images.ubuntu.com/releases/noble/release/ubuntu-24.04-server-cloudimg-arm64.img',
  )
  expect(() => findEntry(officialCatalogue, 'debian-99', 'x86_64')).toThrow(
    'The catalogue has no image "debian-99" for x86_64.',
  )
  const hint = (() => {
    try {
      return findEntry(officialCatalogue, '-rf', 'x86_64')
    } catch (error) {
      return error
    }
  })()
  expect(hint).toMatchObject({
    problems: [{ code: 'not_found', hint: expect.stringContaining('debian-12, debian-13') as string }],
  })
})

it('can be served from elsewhere, all of it', () => {
  const local = servedFrom(officialCatalogue, 'http://127.0.0.1:8080/')
  for (const entry of local) {
    expect(entry.url).toMatch(/^http:\/\/127\.0\.0\.1:8080\/[\w.-]+\//)
    expect(entry.checksums.url).toMatch(/^http:\/\/127\.0\.0\.1:8080\//)
    if (entry.checksums.signature.type !== 'detached') continue
    expect(entry.checksums.signature.url).toMatch(/^http:\/\/127\.0\.0\.1:8080\//)
  }
})
