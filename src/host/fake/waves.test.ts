import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { average, counted } from './waves.ts'

it('what is counted is what came, and never runs backwards', () => {
  fc.assert(
    fc.property(fc.string(), fc.double({ min: 0, max: 4e7, noNaN: true }), (name, at) => {
      const wave = { name, mean: 100 }
      const came = counted(wave, at + 1) - counted(wave, at)
      expect(came).toBeGreaterThan(0)
      expect(came).toBeCloseTo(average(wave, at + 0.5), 0)
    }),
  )
})
