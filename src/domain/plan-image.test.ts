import { describe, expect, test } from 'vitest'
import { officialCatalogue } from './image-catalogue.ts'
import { planBuildImage, planImportImage, planPullImage, planRemoveImage } from './plan-image.ts'
import { codes } from './testing/facts.ts'

describe('images', () => {
  const imageIds = ['have']
  test.each([
    [{ entry: 'debian-12' }, 'ok'],
    [{ entry: 'debian-12', id: 'have' }, 'already_exists id'],
    [{ entry: 'debian-12', id: '../x' }, 'invalid_input id'],
    [{ entry: 'nope' }, 'not_found entry'],
  ])('pull %j: %s', (wish, expected) => {
    expect(codes(planPullImage(wish, { catalogue: officialCatalogue, imageIds }))).toBe(expected)
  })
  test.each([
    [{ distribution: 'debian' }, 'ok'],
    [{ distribution: 'debian', release: '13' }, 'ok'],
    [{ distribution: 'arch', release: 'x' }, 'not_supported distribution, invalid_input release'],
    [{ distribution: 'debian', id: '-x' }, 'invalid_input id'],
  ])('build %j: %s', (wish, expected) => {
    expect(codes(planBuildImage(wish, { imageIds }))).toBe(expected)
  })
  test.each([
    [{ id: 'a', url: 'https://example.org/a.qcow2' }, 'ok'],
    [{ id: 'a', upload: 'u1' }, 'ok'],
    [{ id: 'a' }, 'invalid_input url'],
    [{ id: 'a', url: 'https://example.org/a', upload: 'u1' }, 'invalid_input url'],
    [{ id: 'a', url: 'file:///etc/shadow' }, 'invalid_input url'],
    [{ id: 'a', url: 'gopher://x' }, 'invalid_input url'],
    [{ id: 'a', upload: 'u', sha256: 'zz' }, 'invalid_input sha256'],
  ])('import %j: %s', (wish, expected) => {
    expect(codes(planImportImage(wish, { imageIds }))).toBe(expected)
  })
  test('an image under a disk stays', () => {
    expect(codes(planRemoveImage('have', { imageIds, usedBy: ['web'] }))).toBe('in_use -')
    expect(codes(planRemoveImage('gone', { imageIds, usedBy: [] }))).toBe('not_found -')
    expect(codes(planRemoveImage('have', { imageIds, usedBy: [] }))).toBe('ok')
  })
})
