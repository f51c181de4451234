import { expect, it } from 'vitest'
import { atMost } from './at-most.ts'

it('runs two at once, the others in the order in which they came, also after one has failed', async () => {
  const turn = atMost(2)
  const begun: number[] = []
  const ends: ((fails: boolean) => void)[] = []
  const all = [0, 1, 2, 3].map((n) =>
    turn(async () => {
      begun.push(n)
      const fails = await new Promise<boolean>((resolve) => (ends[n] = resolve))
      if (fails) throw new Error(`${n} failed`)
      return n
    }),
  )
  const ended = Promise.allSettled(all)
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  await settle()
  expect(begun).toEqual([0, 1])
  ends[1]?.(true)
  await settle()
  expect(begun).toEqual([0, 1, 2])
  ends[2]?.(false)
  ends[0]?.(false)
  await settle()
  expect(begun).toEqual([0, 1, 2, 3])
  ends[3]?.(false)
  expect((await ended).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ])
})
