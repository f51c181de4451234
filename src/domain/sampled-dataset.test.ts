import { expect, test } from 'vitest'
import { familyOf, nothingToRead, readableIn, type NoAccess, type SampledDataset } from './sampled-dataset.ts'
import { GiB } from './size.ts'

const some = (name: string, changes: Partial<SampledDataset> = {}): SampledDataset => ({
  name,
  kind: 'volume',
  blockBytes: 16_384,
  spanBytes: GiB,
  logicalBytes: GiB,
  compression: 'lz4',
  compressRatio: 1,
  dedup: false,
  access: { how: 'device' },
  ...changes,
})
const without = (name: string, because: NoAccess) => some(name, { access: { how: 'none', because } })

test('what cannot be read is named with the reason, and what is empty is neither', () => {
  const { readable, leftOut } = readableIn([
    some('tank/disk'),
    some('tank', { logicalBytes: 98_304 }),
    without('tank/private', 'locked'),
    without('tank/old', 'not-mounted'),
    some('tank/locked-and-empty', { logicalBytes: 0, access: { how: 'none', because: 'locked' } }),
  ])
  expect(readable.map((one) => one.name)).toEqual(['tank/disk'])
  expect(leftOut).toEqual([
    { dataset: 'tank/private', because: 'it is encrypted, and its key is not loaded' },
    { dataset: 'tank/old', because: 'it is not mounted' },
  ])
})

test('nothing to read is a refusal with its remedy', () => {
  const said = (...datasets: SampledDataset[]) => nothingToRead('tank', readableIn(datasets).leftOut)
  expect(said()).toMatchObject({
    code: 'wrong_state',
    message: expect.stringContaining('nothing in tank yet'),
  })
  expect(said(without('tank/a', 'locked'))).toMatchObject({
    code: 'key_needed',
    hint: 'Load the key first: kiste pool load-key tank',
  })
  expect(said(without('tank/a', 'locked'), without('tank/b', 'not-mounted'))).toMatchObject({
    code: 'wrong_state',
    message: expect.stringContaining('tank/b: it is not mounted.'),
  })
})

test('clones, what they come from, and clones of clones are one family', () => {
  const family = familyOf([
    some('tank/image'),
    some('tank/a', { origin: 'tank/image@made' }),
    some('tank/b', { origin: 'tank/a@s1' }),
    // Of what was cloned from something that is not looked at, two are a family and one alone is none.
    some('tank/c', { origin: 'tank/gone@x' }),
    some('tank/d', { origin: 'tank/gone@y' }),
    some('tank/e', { origin: 'tank/other@x' }),
    some('tank/alone'),
  ])
  expect(['image', 'a', 'b', 'c', 'd', 'e', 'alone'].map((name) => family(`tank/${name}`))).toEqual([
    'tank/image',
    'tank/image',
    'tank/image',
    'tank/gone',
    'tank/gone',
    undefined,
    undefined,
  ])
})

test('what seems to stem from itself ends nobody’s day', () => {
  const family = familyOf([some('a', { origin: 'b@x' }), some('b', { origin: 'a@y' })])
  expect(family('a')).toBe(family('b'))
})
