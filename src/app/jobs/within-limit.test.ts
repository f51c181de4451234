import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { overLimit } from './within-limit.ts'

test('work that is quick enough is let be', async () => {
  let called = 0
  expect(await overLimit(Promise.resolve(), 1000, async () => void (called += 1))).toBe(false)
  expect(called).toBe(0)
})

test('work that is too slow is told of at once, and waited for', async () => {
  const order: string[] = []
  const work = sleep(50).then(() => order.push('work'))
  expect(await overLimit(work, 1, async () => void order.push('limit'))).toBe(true)
  expect(order).toEqual(['limit', 'work'])
})

test('failures come out: of the work, and of what was done at the limit', async () => {
  const failing = async () => {
    await sleep(10)
    throw new Error('work')
  }
  await expect(overLimit(failing(), 1000, async () => undefined)).rejects.toThrow('work')
  await expect(overLimit(sleep(50), 1, () => Promise.reject(new Error('limit')))).rejects.toThrow('limit')
})
