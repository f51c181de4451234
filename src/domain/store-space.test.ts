import { describe, expect, test } from 'vitest'
import { GiB, MiB, TiB } from './size.ts'
import { reserveBytes, spaceLevel, spaceWarning } from './store-space.ts'

test.each([
  [1000, 'ok'],
  [201, 'ok'],
  [200, 'filling'],
  [101, 'filling'],
  [100, 'low'],
  [50, 'critical'],
  [0, 'critical'],
] as const)('%i free of 1000 is %s', (freeBytes, level) => {
  expect(spaceLevel({ totalBytes: 1000, freeBytes })).toBe(level)
})

test('a store of no size at all is full', () => {
  expect(spaceLevel({ totalBytes: 0, freeBytes: 0 })).toBe('critical')
})

test('what is said names the store, the figures and the remedy', () => {
  expect(spaceWarning({ name: 'tank', totalBytes: 100 * GiB, freeBytes: 9 * GiB })).toEqual({
    code: 'no_space',
    object: { type: 'store', name: 'tank' },
    message: 'The store tank is 91 % full (9 GiB free): it gets slow, and the next large write may not fit.',
    hint: expect.stringContaining('kiste bin list') as string,
  })
  expect(spaceWarning({ name: 'tank', totalBytes: 100, freeBytes: 50 })).toBeUndefined()
})

describe('what is set aside', () => {
  test.each([
    [GiB, 32 * MiB],
    [8 * GiB, 128 * MiB],
    [TiB, GiB],
    [100 * TiB, GiB],
  ])('of %i', (totalBytes, aside) => {
    expect(reserveBytes(totalBytes)).toBe(aside)
  })
})
