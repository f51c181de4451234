import { expect, test } from 'vitest'
import { runReconciler } from './reconciler.ts'

const soon = () => new Promise((resolve) => setTimeout(resolve, 30))

test('a burst of wake-ups costs one run, and one more when it came during a run', async () => {
  let runs = 0
  let finish = () => {}
  const reconciler = runReconciler({
    name: 'test',
    intervalMs: 60_000,
    settleMs: 1,
    reconcile: () => {
      runs++
      return new Promise<void>((resolve) => (finish = resolve))
    },
    onTrouble: () => expect.unreachable(),
  })
  for (let i = 0; i < 100; i++) reconciler.wake()
  await soon()
  expect(runs).toBe(1)
  for (let i = 0; i < 100; i++) reconciler.wake()
  finish()
  await soon()
  expect(runs).toBe(2)
  finish()
  await soon()
  expect(runs).toBe(2)
  await reconciler.stop()
})

test('a run that fails is told, and the next tick tries again', async () => {
  const told: unknown[] = []
  let runs = 0
  const reconciler = runReconciler({
    name: 'test',
    intervalMs: 2,
    settleMs: 1,
    reconcile: async () => {
      runs++
      if (runs === 1) throw new Error('once')
    },
    onTrouble: (name, error) => told.push([name, error]),
  })
  await soon()
  await reconciler.stop()
  expect(told).toEqual([['test', new Error('once')]])
  expect(runs).toBeGreaterThan(1)
})

test('stop waits for the run under way, and none follows', async () => {
  let ended = false
  const reconciler = runReconciler({
    name: 'test',
    intervalMs: 1,
    settleMs: 1,
    reconcile: async () => {
      await soon()
      ended = true
    },
    onTrouble: () => expect.unreachable(),
  })
  await new Promise((resolve) => setTimeout(resolve, 10))
  await reconciler.stop()
  expect(ended).toBe(true)
  ended = false
  reconciler.wake()
  await soon()
  expect(ended).toBe(false)
})
