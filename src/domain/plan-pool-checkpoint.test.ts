import { expect, test } from 'vitest'
import { planCheckpoint } from './plan-pool-checkpoint.ts'
import { planClear } from './plan-pool-clear.ts'
import { linesOf, somePoolFacts } from './testing/pool-facts.ts'

const exists = {
  checkpoint: { state: 'exists', createdAt: '2026-11-25T10:00:00.000Z', sizeBytes: 2 ** 30 },
} as const

test('while it is there, these do not work', () => {
  const planned = planCheckpoint('make', somePoolFacts())
  expect(linesOf(planned)).toEqual(['zpool checkpoint -- tank'])
  expect(planned.ok && planned.value.notes[0]).toBe(
    'Until it is discarded, these do not work: attach, detach, replace, remove, split, bench. A drive that fails meanwhile can be replaced only after discarding it.',
  )
})

test('discarding it gives up the way back', () => {
  const planned = planCheckpoint('discard', somePoolFacts(exists))
  expect(linesOf(planned)).toEqual(['zpool checkpoint -d -- tank'])
  expect(planned).toMatchObject({
    value: {
      waitFor: 'discard',
      losses: ['The way back to the state of 2026-11-25T10:00:00.000Z.'],
      notes: ['1 GiB become free.'],
    },
  })
})

test.each([
  ['a second one', 'make', exists],
  ['none to discard', 'discard', {}],
  ['one that is being discarded', 'discard', { checkpoint: { state: 'discarding', leftBytes: 1 } }],
] as const)('%s', (_, wish, pool) => {
  expect(linesOf(planCheckpoint(wish, somePoolFacts(pool)))).toEqual(['wrong_state -'])
})

test('clear works on a suspended pool, and says what has to be so first', () => {
  const planned = planClear(somePoolFacts({ state: 'suspended' }))
  expect(linesOf(planned)).toEqual(['zpool clear -- tank'])
  expect(planned.ok && planned.value.notes[0]).toMatch(/drives have to be back first/)
  expect(linesOf(planClear(somePoolFacts()))).toEqual(['zpool clear -- tank'])
})
