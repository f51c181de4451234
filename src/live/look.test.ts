import { describe, expect, it } from 'vitest'
import { makeLook, type LookOptions } from './look.ts'

/** A look that ends when the test says so. */
function heldLook(options: Partial<LookOptions> = {}) {
  const ends: { well(): void; badly(): void }[] = []
  const troubles: unknown[] = []
  const look = makeLook({
    minGapMs: 0,
    retryMs: 5,
    look: () =>
      new Promise<void>((resolve, reject) => {
        ends.push({ well: resolve, badly: () => reject(new Error('cannot see')) })
      }),
    onTrouble: (error) => troubles.push(error),
    ...options,
  })
  return { look, ends, troubles, begun: () => ends.length }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('a look', () => {
  it('begins at once when woken', () => {
    const { look, begun } = heldLook()
    look.wake()
    expect(begun()).toBe(1)
  })

  it('is not doubled: what comes meanwhile is folded into one after it', async () => {
    const { look, ends, begun } = heldLook()
    for (let i = 0; i < 100; i++) look.wake()
    expect(begun()).toBe(1)
    ends[0]?.well()
    await pause(10)
    expect(begun()).toBe(2)
    ends[1]?.well()
    await pause(10)
    expect(begun()).toBe(2)
  })

  it('keeps its distance from the one before', async () => {
    let count = 0
    const { look } = heldLook({ minGapMs: 40, look: async () => void (count += 1) })
    const end = performance.now() + 200
    while (performance.now() < end) {
      look.wake()
      await pause(1)
    }
    look.stop()
    expect(count).toBeGreaterThanOrEqual(2)
    expect(count).toBeLessThanOrEqual(6)
  })

  it('that failed is told and tried again by itself', async () => {
    const { look, ends, troubles, begun } = heldLook()
    look.wake()
    ends[0]?.badly()
    await pause(30)
    expect(troubles).toHaveLength(1)
    expect(begun()).toBe(2)
    look.stop()
  })

  it('asked for now ends with one that began after the asking', async () => {
    const { look, ends, begun } = heldLook()
    look.wake()
    let isDone = false
    const done = look.lookNow().then(() => (isDone = true))
    ends[0]?.well()
    await pause(10)
    expect(isDone).toBe(false)
    expect(begun()).toBe(2)
    ends[1]?.well()
    await done
    expect(isDone).toBe(true)
  })

  it('asked for now ends even when it fails, and when looking stops', async () => {
    const { look, ends } = heldLook({ retryMs: 60_000 })
    const failing = look.lookNow()
    ends[0]?.badly()
    await failing
    const held = look.lookNow()
    const waiting = look.lookNow()
    look.stop()
    await waiting
    await look.lookNow()
    ends[1]?.well()
    await held
    expect(ends).toHaveLength(2)
  })

  it('does not begin after it was stopped', async () => {
    const { look, begun } = heldLook()
    look.stop()
    look.wake()
    await pause(10)
    expect(begun()).toBe(0)
  })
})
