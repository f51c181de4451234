import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeRing } from './ring.ts'

describe('a ring of events', () => {
  it('gives exactly what came after a number, or says that it cannot', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 0, max: 2 ** 40 }),
        (capacity, count, start) => {
          const ring = makeRing(capacity, start)
          for (let i = 1; i <= count; i++) {
            const event = ring.push({ type: 'image-gone', id: String(start + i) })
            expect(event.seq).toBe(start + i)
          }
          expect(ring.seq).toBe(start + count)
          for (let after = start - 2; after <= start + count + 2; after++) {
            const isKnown = after <= start + count && after >= start + Math.max(0, count - capacity)
            const expected = Array.from({ length: start + count - after }, (_, i) => after + 1 + i)
            expect(ring.after(after)?.map(({ seq }) => seq)).toEqual(isKnown ? expected : undefined)
          }
        },
      ),
    )
  })
})
