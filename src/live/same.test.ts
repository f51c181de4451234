import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { same } from './same.ts'

describe('same', () => {
  it('a copy is the same, and what differs as JSON is not', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(same(a, structuredClone(a))).toBe(true)
        // -0 and 0 are one in JSON.
        const [left, right] = [JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))] as [
          unknown,
          unknown,
        ]
        expect(same(left, right)).toBe(same(right, left))
        if (same(left, right)) expect(sorted(left)).toBe(sorted(right))
        else expect(sorted(left)).not.toBe(sorted(right))
      }),
    )
  })

  const pairs: readonly (readonly [unknown, unknown, boolean])[] = [
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [{ a: 1 }, { a: 1, b: undefined }, true],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: 1 }, { a: 1, b: null }, false],
    [{ a: undefined }, { b: undefined }, true],
    [{ a: 1 }, { b: 1 }, false],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [null, {}, false],
    [NaN, NaN, true],
  ]
  it.each(pairs)('%j and %j: %s', (a, b, expected) => {
    expect(same(a, b)).toBe(expected)
    expect(same(b, a)).toBe(expected)
  })
})

/** JSON with its keys in order. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${sorted(part)}`).join()}}`
}
