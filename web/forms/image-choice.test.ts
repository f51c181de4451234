import { expect, test } from 'vitest'
import { GiB } from '../../src/domain/size.ts'
import type { CatalogueItem, Image } from '../api/answers.ts'
import { firstChoice, imageChoices } from './image-choice.ts'

const image = (id: string, kind: Image['kind'] = 'disk'): Image => ({
  id,
  title: id,
  arch: 'x86_64',
  kind,
  virtualSizeBytes: 5 * GiB,
  fileSizeBytes: GiB,
  sha256: '',
  addedAt: '2026-11-27T20:00:00Z',
  origin: { type: 'imported', from: 'x' },
  cloudInit: false,
})
const entry = (id: string): CatalogueItem => ({
  id,
  title: id,
  arch: 'x86_64',
  url: 'https://example.org',
  defaultUser: 'debian',
  cloudInit: true,
  minDiskMiB: 3072,
  present: false,
})

test('what is here comes first, and is not offered to be fetched once more', () => {
  const choices = imageChoices(
    [image('mine', 'iso'), image('debian-12')],
    [entry('debian-12'), entry('debian-13')],
  )
  expect(choices.map(({ id, isFetched, imageBytes }) => [id, isFetched, imageBytes / GiB])).toEqual([
    ['mine', false, 0],
    ['debian-12', false, 5],
    ['debian-13', true, 3],
  ])
})

test.each([
  [['mine'], ['debian-12', 'debian-13'], 'debian-13', 'debian-13'],
  [['mine'], ['debian-12', 'debian-13'], undefined, 'debian-12'],
  [['mine'], ['debian-12'], 'gone', 'debian-12'],
  [['mine'], [], undefined, 'mine'],
  [[], [], undefined, undefined],
])('of %j and %j with %s asked for: %s', (images, catalogue, asked, chosen) => {
  const choices = imageChoices(
    images.map((id) => image(id)),
    catalogue.map(entry),
  )
  expect(firstChoice(choices, asked)?.id).toBe(chosen)
})
