import { expect, test } from 'vitest'
import { startRetryLoop } from './retry-loop.ts'
import { until } from './testing/until.ts'

/** A try that a test ends. */
function trial() {
  const ends: ((why: Error) => void)[] = []
  const told: string[] = []
  const loop = startRetryLoop(
    () => new Promise((resolve) => ends.push(resolve)),
    (why) => told.push(why.message),
  )
  return { loop, told, count: () => ends.length, end: (why: string) => ends.at(-1)?.(new Error(why)) }
}

test('what ended is told, and tried again', async () => {
  const { loop, told, count, end } = trial()
  expect(loop.beganAt()).toBeDefined()
  end('first')
  await until(() => count() === 2)
  end('second')
  await until(() => count() === 3)
  expect(told).toEqual(['first', 'second'])
  const stopped = loop.stop()
  end('third')
  await stopped
  expect(told).toEqual(['first', 'second'])
})

test('a hurry ends the pause, but not the one right after a try', async () => {
  const { loop, count, end } = trial()
  // Until the pause is longer than the test could wait for by mistake.
  for (let tries = 1; tries < 6; tries++) {
    end(`${tries}`)
    await until(() => count() === tries + 1)
  }
  end('the last')
  await until(() => loop.beganAt() === undefined)
  loop.hurry()
  expect(loop.beganAt()).toBeUndefined()
  await until(() => {
    loop.hurry()
    return count() === 7
  })
  const stopped = loop.stop()
  end('over')
  await stopped
})

test('one that came through does not count as a try under way', async () => {
  const { loop, end } = trial()
  loop.cameThrough()
  expect(loop.beganAt()).toBeUndefined()
  const stopped = loop.stop()
  end('over')
  await stopped
})
