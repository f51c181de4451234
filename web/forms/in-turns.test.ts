import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inTurns } from './in-turns.ts'

test('all are done, in order, and never more than so many at a time', async () => {
  let under = 0
  let most = 0
  const results = await inTurns([1, 2, 3, 4, 5], 2, async (item) => {
    most = Math.max(most, (under += 1))
    await turn()
    under -= 1
    return item * 10
  })
  expect(results).toEqual([10, 20, 30, 40, 50])
  expect(most).toBe(2)
})

test('of nothing comes nothing', async () => {
  expect(await inTurns([], 3, () => Promise.resolve(1))).toEqual([])
})
