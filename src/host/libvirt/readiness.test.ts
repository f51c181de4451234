import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { LibvirtState } from './client.ts'
import { untilConnected, type Tries } from './readiness.ts'

const lost: LibvirtState = { state: 'connecting', since: 0, lastError: new Error('gone') }
const connected: LibvirtState = {
  state: 'connected',
  since: 0,
  generation: 1,
  libvirtVersion: 9_000_000,
  unsupportedEvents: [],
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Tries whose every turn a test decides; a try begun in a hurry is under way until `set` says how it ended. */
function scriptedTries(options: {
  readonly beganAt?: number
  readonly lostAt?: number
  readonly begins?: boolean
}) {
  const listeners = new Set<(state: LibvirtState) => void>()
  let state = lost
  let { beganAt } = options
  const tries: Tries = {
    state: () => state,
    onState: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    beganAt: () => beganAt,
    lostAt: () => options.lostAt,
    hurry: () => {
      if (options.begins === true) beganAt ??= performance.now()
    },
  }
  return {
    tries,
    listeners,
    set(next: LibvirtState) {
      beganAt = undefined
      state = next
      for (const listener of listeners) listener(next)
    },
  }
}

/** What has become of it by now. */
function watch(work: Promise<void>): () => string {
  let outcome = 'waits'
  work.then(
    () => (outcome = 'ready'),
    () => (outcome = 'refused'),
  )
  return () => outcome
}

const failure = () => new Error('not there')
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('somebody who waits for an answer', () => {
  test('waits for the try that is begun for it, to its end', async () => {
    const { tries, set, listeners } = scriptedTries({ begins: true })
    const outcome = watch(untilConnected(tries, 'while it may help', failure))
    await later(9_000)
    expect(outcome()).toBe('waits')
    set(lost)
    await later(0)
    expect(outcome()).toBe('refused')
    expect(listeners.size).toBe(0)
  })

  test('waits for no try that takes longer than ten seconds, however late it comes', async () => {
    const { tries } = scriptedTries({ beganAt: performance.now() })
    const first = watch(untilConnected(tries, 'while it may help', failure))
    await later(9_999)
    expect(first()).toBe('waits')
    await later(2)
    expect(first()).toBe('refused')
    const second = watch(untilConnected(tries, 'while it may help', failure))
    await later(0)
    expect(second()).toBe('refused')
  })

  test('waits three seconds for what was there a moment ago, whatever becomes of single tries', async () => {
    const { tries, set } = scriptedTries({ lostAt: performance.now() })
    const [first, second] = [0, 1].map(() => watch(untilConnected(tries, 'while it may help', failure)))
    set(lost)
    await later(2_900)
    expect(first?.()).toBe('waits')
    set(connected)
    await later(0)
    expect([first?.(), second?.()]).toEqual(['ready', 'ready'])
  })

  test('is refused soon between tries that were just made', async () => {
    const { tries } = scriptedTries({})
    const outcome = watch(untilConnected(tries, 'while it may help', failure))
    await later(299)
    expect(outcome()).toBe('waits')
    await later(2)
    expect(outcome()).toBe('refused')
  })

  test('has one more try made after one that began before it was asked and failed', async () => {
    const { tries, set } = scriptedTries({ beganAt: performance.now(), begins: true })
    const outcome = watch(untilConnected(tries, 'while it may help', failure))
    set(lost)
    expect(tries.beganAt()).toBeUndefined()
    await later(150)
    expect(tries.beganAt()).toBeDefined()
    set(connected)
    await later(0)
    expect(outcome()).toBe('ready')
  })
})

test('a job waits as long as it was given, whatever becomes of single tries', async () => {
  const { tries, set } = scriptedTries({})
  const outcome = watch(untilConnected(tries, 15_000, failure))
  set(lost)
  await later(14_999)
  expect(outcome()).toBe('waits')
  await later(2)
  expect(outcome()).toBe('refused')
})

test('whoever is connected does not wait, and nobody waits for what is closed', async () => {
  const { tries, set } = scriptedTries({ begins: true })
  set(connected)
  await untilConnected(tries, 15_000, failure)
  set({ state: 'closed' })
  await expect(untilConnected(tries, 15_000, failure)).rejects.toThrow('not there')
})
