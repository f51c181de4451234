import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { portions } from './argv-portions.ts'

test('what fits goes into one', () => {
  expect(portions(['a', 'b'])).toEqual([['a', 'b']])
  expect(portions([])).toEqual([])
})

test('what is too long alone still goes, alone', () => {
  expect(portions(['x'.repeat(50), 'y', 'z'], 20)).toEqual([['x'.repeat(50)], ['y', 'z']])
})

test('nothing is lost or turned around, and no portion is larger than allowed', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 30 }), { maxLength: 50 }), (operands) => {
      const dealt = portions(operands, 60)
      expect(dealt.flat()).toEqual(operands)
      for (const portion of dealt) {
        const bytes = portion.reduce((sum, operand) => sum + Buffer.byteLength(operand) + 4, 0)
        expect(portion.length === 1 || bytes <= 60).toBe(true)
      }
    }),
  )
})
