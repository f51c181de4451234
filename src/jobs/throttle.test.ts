import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { throttle } from './throttle.ts'

it('lets the first through at once and the last one later, never more often than the pause', async () => {
  const seen: number[] = []
  let value = 0
  const tell = throttle(50, () => seen.push(value))
  for (value = 1; value <= 1_000; value += 1) tell.call()
  expect(seen).toEqual([1])
  await sleep(120)
  expect(seen).toEqual([1, 1_001])
})

it('forgets what is due when it is cancelled', async () => {
  let runs = 0
  const tell = throttle(20, () => (runs += 1))
  tell.call()
  tell.call()
  tell.cancel()
  await sleep(60)
  expect(runs).toBe(1)
})
