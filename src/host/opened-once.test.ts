import { expect, test } from 'vitest'
import { openedOnce } from './opened-once.ts'

test('opens at the first wish, once for all who wish', async () => {
  let opened = 0
  const open = openedOnce(async () => ++opened)
  expect(opened).toBe(0)
  expect(await Promise.all([open(), open()])).toEqual([1, 1])
  expect(await open()).toBe(1)
})

test('tries again after it failed', async () => {
  let tries = 0
  const open = openedOnce(async () => {
    if (++tries === 1) throw new Error('not yet')
    return tries
  })
  await expect(open()).rejects.toThrow('not yet')
  expect(await open()).toBe(2)
})
