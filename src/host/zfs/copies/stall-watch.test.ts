import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchForStall } from './stall-watch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what moves goes on for as long as it takes; what stands still is told once', () => {
  const watch = watchForStall(1_000)
  for (const bytes of [1, 2, 3]) {
    vi.advanceTimersByTime(900)
    watch.moved(bytes)
  }
  vi.advanceTimersByTime(900)
  watch.moved(3)
  expect(watch.signal.aborted).toBe(false)
  vi.advanceTimersByTime(100)
  expect(watch.signal.aborted).toBe(true)
})

test('what never begins is told, too, and what has ended is not', () => {
  const [never, ended] = [watchForStall(1_000), watchForStall(1_000)]
  ended.stop()
  vi.advanceTimersByTime(1_000)
  expect(never.signal.aborted).toBe(true)
  expect(ended.signal.aborted).toBe(false)
})
