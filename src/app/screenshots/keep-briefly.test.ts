import { describe, expect, it } from 'vitest'
import { keepBriefly } from './keep-briefly.ts'

describe('what is kept briefly', () => {
  const bytes = (length: number) => new Uint8Array(length)

  it('is there for so long and no longer', () => {
    let time = 1_000
    const kept = keepBriefly({ keptMs: 3_000, keptBytes: 10, nowMs: () => time })
    const one = bytes(4)
    kept.put('one', one)
    expect(kept.get('one')).toBe(one)
    expect(kept.get('other')).toBeUndefined()
    time = 3_999
    expect(kept.get('one')).toBe(one)
    time = 4_000
    expect(kept.get('one')).toBeUndefined()
  })

  it('is forgotten when there is too much of it, the oldest first', () => {
    const kept = keepBriefly({ keptMs: 3_000, keptBytes: 10, nowMs: () => 0 })
    kept.put('one', bytes(4))
    kept.put('two', bytes(4))
    kept.put('one', bytes(4))
    kept.put('three', bytes(4))
    expect(['one', 'two', 'three'].map((key) => kept.get(key)?.length)).toEqual([4, undefined, 4])
    kept.put('large', bytes(11))
    expect(kept.get('large')).toBeUndefined()
    expect(kept.get('one')).toBeDefined()
  })
})
