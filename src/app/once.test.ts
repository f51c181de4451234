import { expect, test } from 'vitest'
import type { Problem } from '../domain/problem.ts'
import { createOnce } from './once.ts'

const away: Problem = { code: 'host_failed', message: 'tank is away' }
const full: Problem = { code: 'no_space', message: 'tank is full' }

test('what is wrong at each look is told once, and again after it was gone', async () => {
  const told: string[] = []
  const once = createOnce(({ message }) => told.push(message))
  const look = (...wrong: readonly Problem[]) =>
    once.during(async (tell) => {
      for (const problem of [...wrong, ...wrong]) tell(problem)
    })
  await look(away)
  await look(away, full)
  await look(full)
  await look(away)
  expect(told).toEqual(['tank is away', 'tank is full', 'tank is away'])
})

test('a look that failed forgets nothing', async () => {
  const told: string[] = []
  const once = createOnce(({ message }) => told.push(message))
  const tellAway = async (tell: (problem: Problem) => void) => tell(away)
  await once.during(tellAway)
  await expect(once.during(() => Promise.reject(new Error('libvirt')))).rejects.toThrow('libvirt')
  await once.during(tellAway)
  expect(told).toEqual(['tank is away'])
})
