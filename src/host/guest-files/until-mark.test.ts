import { array, assert, property, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { untilMark } from './until-mark.ts'

describe('an answer ends at its mark', () => {
  it('however the bytes come', () => {
    assert(
      property(array(uint8Array({ maxLength: 20 }), { maxLength: 10 }), (parts) => {
        const before = Buffer.concat(parts)
        const whole = Buffer.concat([before, Buffer.from('kiste-mark\n'), Buffer.from('rest')])
        const cut = untilMark('kiste-mark')
        let data = Buffer.alloc(0)
        let rest: Buffer | undefined
        let at = 0
        // Cut where the parts are, and then byte by byte.
        const ends = parts.reduce<number[]>((all, part) => [...all, (all.at(-1) ?? 0) + part.length], [])
        for (const end of [...ends, ...Array.from({ length: 15 }, (_, i) => before.length + i + 1)]) {
          if (rest) break
          const piece = cut(whole.subarray(at, end))
          at = end
          data = Buffer.concat([data, piece.data])
          rest = piece.rest
        }
        expect(data).toEqual(before)
        expect(rest).toEqual(Buffer.alloc(0))
      }),
    )
  })

  it('what only looks like it at first belongs to the answer', () => {
    const cut = untilMark('abc')
    expect(cut(Buffer.from('xab')).data.toString()).toBe('')
    expect(cut(Buffer.from('abc')).data.toString()).toBe('xab')
    expect(cut(Buffer.from('\nrest'))).toEqual({ data: Buffer.alloc(0), rest: Buffer.from('rest') })
  })
})
