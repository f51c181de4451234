import { expect, it } from 'vitest'
import { createThrottle } from './throttle.ts'

function clock() {
  let nowMs = 1_000_000
  return { now: () => nowMs, wait: (ms: number) => void (nowMs += ms) }
}

const tooMany = expect.objectContaining({
  problems: [expect.objectContaining({ code: 'too_many_tries' })],
}) as Error

it('five tries are free, and the next waits a second', () => {
  const time = clock()
  const throttle = createThrottle(time.now)
  for (let n = 0; n < 5; n++) throttle.begin('anna', '10.0.0.1')
  expect(() => throttle.begin('Anna', '10.0.0.2')).toThrow(tooMany)
  expect(() => throttle.begin('bert', '10.0.0.1')).not.toThrow()
  time.wait(1_000)
  throttle.begin('anna', '10.0.0.2')
  time.wait(1_000)
  expect(() => throttle.begin('anna', '10.0.0.2')).toThrow(tooMany)
})

it('one address cannot try name after name', () => {
  const time = clock()
  const throttle = createThrottle(time.now)
  for (let n = 0; n < 10; n++) throttle.begin(`name${n}`, '10.0.0.1')
  expect(() => throttle.begin('other', '10.0.0.1')).toThrow(tooMany)
  expect(() => throttle.begin('other', '10.0.0.2')).not.toThrow()
})

it('who succeeds begins anew, and their address keeps what others did from it', () => {
  const throttle = createThrottle(clock().now)
  for (let n = 0; n < 4; n++) throttle.begin('anna', '10.0.0.1')
  throttle.begin('anna', '10.0.0.1').succeeded()
  for (let n = 0; n < 5; n++) throttle.begin('anna', '10.0.0.1')
  expect(() => throttle.begin('anna', '10.0.0.3')).toThrow(tooMany)
})

it('a step between costs nothing', () => {
  const throttle = createThrottle(clock().now)
  for (let n = 0; n < 50; n++) throttle.begin('anna', '10.0.0.1').undecided()
  expect(() => throttle.begin('anna', '10.0.0.1')).not.toThrow()
})

it('the oldest are forgotten when there are very many', () => {
  const throttle = createThrottle(clock().now)
  for (let n = 0; n < 6; n++) if (n < 5) throttle.begin('anna', 'a')
  for (let n = 0; n < 10_001; n++) throttle.begin(`name${n}`, `address${n}`)
  expect(() => throttle.begin('anna', 'b')).not.toThrow()
})
