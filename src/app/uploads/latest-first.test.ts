import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { latestFirst } from './latest-first.ts'

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error)
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })

test('whoever comes last cuts off the one before, and waits until it has let go', async () => {
  const turns = latestFirst()
  const order: string[] = []
  const first = turns.take('a', async (signal) => {
    order.push('first')
    try {
      return await untilAborted(signal)
    } finally {
      await turn()
      order.push('first let go')
    }
  })
  const second = turns.take(
    'a',
    async () => {
      order.push('second')
      return 2
    },
    () => new Error('taken over'),
  )
  await expect(first).rejects.toThrow('taken over')
  expect(await second).toBe(2)
  expect(order).toEqual(['first', 'first let go', 'second'])
})

test('without a reason one waits, whatever becomes of the one before', async () => {
  const turns = latestFirst()
  let fail: (error: Error) => void = () => undefined
  const first = turns.take('a', () => new Promise((_, reject) => (fail = reject)))
  const second = turns.take('a', () => Promise.resolve('done'))
  await turn()
  fail(new Error('broken'))
  await expect(first).rejects.toThrow('broken')
  expect(await second).toBe('done')
})

test('never two at once, however many come, and keys do not wait for each other', async () => {
  const turns = latestFirst()
  let under = 0
  let most = 0
  const work = async (signal: AbortSignal) => {
    most = Math.max(most, (under += 1))
    await turn()
    under -= 1
    return signal.aborted
  }
  const hanging = turns.take('b', untilAborted)
  await Promise.all(Array.from({ length: 20 }, () => turns.take('a', work, () => new Error('cut'))))
  expect(most).toBe(1)
  const cut = turns.take(
    'b',
    () => Promise.resolve(),
    () => new Error('cut'),
  )
  await expect(hanging).rejects.toThrow('cut')
  await cut
})
