import { array, assert, integer, option, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { admitMemory, overheadMiB, sayArcChange, type MemoryFacts } from './memory-admission.ts'

const GiB = 1024

/** 16 GiB, half of it for the ARC at most, one VM of 4 GiB. */
function someMemory(changes: Partial<MemoryFacts> = {}): MemoryFacts {
  return {
    hostTotalMiB: 16 * GiB,
    otherUsedMiB: 900,
    arc: { sizeMiB: 6000, minMiB: 512, maxMiB: 8 * GiB },
    running: [{ name: 'db', memoryMiB: 4 * GiB }],
    ...changes,
  }
}

describe('one more VM', () => {
  test('fits beside the ARC at its largest', () => {
    expect(admitMemory('web', 2 * GiB, someMemory())).toEqual({
      verdict: 'fits',
      budget: { totalMiB: 16_384, systemMiB: 900, runningMiB: 4288, wishedMiB: 2208, leftMiB: 8988 },
    })
  })

  test('fits when the ARC may be smaller, and says how small', () => {
    const verdict = admitMemory('web', 8 * GiB, someMemory())
    expect(verdict).toMatchObject({ verdict: 'fits-with-smaller-arc', arcMaxMiB: 2688 })
    expect(sayArcChange('web', 2688, { sizeMiB: 6000, minMiB: 512, maxMiB: 8192 })).toBe(
      'web fits if ZFS’s cache (ARC) may grow to 2688 MiB in the place of 8192 MiB. It holds 6000 MiB now and gives 3312 MiB back.',
    )
  })

  test('is refused with the numbers, and with what would help', () => {
    const verdict = admitMemory('web', 12 * GiB, someMemory())
    expect(verdict).toMatchObject({ verdict: 'refused', shortMiB: 1924, largestMiB: 10_368 })
    expect(verdict.verdict === 'refused' && verdict.problem).toEqual({
      code: 'no_space',
      field: 'memoryMiB',
      object: { type: 'vm', name: 'web' },
      message:
        'web with 12288 MiB does not fit: of 16384 MiB, 900 MiB for the system, 4288 MiB for the VM that runs, at least 512 MiB for ZFS’s cache (ARC), 12608 MiB for this one with QEMU’s own are needed.',
      hint: 'Give it at most 10368 MiB (kiste vm set web --memory 10368MiB), or stop another VM first: db has 4096 MiB.',
    })
  })

  test('needs no ARC where there is no ZFS', () => {
    const verdict = admitMemory('web', 10 * GiB, someMemory({ arc: undefined }))
    expect(verdict).toMatchObject({ verdict: 'fits', budget: { leftMiB: 668 } })
  })

  test('leaves the system its share, also when it uses little', () => {
    expect(admitMemory('web', 64, someMemory({ otherUsedMiB: 10 })).budget.systemMiB).toBe(512)
    expect(
      admitMemory('web', 64, someMemory({ otherUsedMiB: 10, hostTotalMiB: 64 * GiB })).budget.systemMiB,
    ).toBe(2048)
  })

  test('is refused on a host that is too small for any', () => {
    const tiny = someMemory({ hostTotalMiB: 800, running: [], arc: undefined })
    const verdict = admitMemory('web', 512, tiny)
    expect(verdict).toMatchObject({ verdict: 'refused', largestMiB: 0 })
    expect(verdict.verdict === 'refused' && verdict.problem.hint).toBe(
      'This host has too little memory for it.',
    )
  })
})

const hosts = record({
  hostTotalMiB: integer({ min: 256, max: 2 ** 20 }),
  otherUsedMiB: integer({ min: 0, max: 2 ** 16 }),
  arc: option(
    record({
      sizeMiB: integer({ min: 0, max: 2 ** 19 }),
      minMiB: integer({ min: 32, max: 2 ** 14 }),
      maxMiB: integer({ min: 64, max: 2 ** 19 }),
    }),
    { nil: undefined },
  ),
  running: array(
    record({ memoryMiB: integer({ min: 64, max: 2 ** 17 }) }).map((one) => ({ name: 'x', ...one })),
    {
      maxLength: 8,
    },
  ),
})

test('for any host: nothing is given twice, and what is called the largest fits while a step more does not', () => {
  assert(
    property(hosts, integer({ min: 64, max: 2 ** 18 }), (facts, memoryMiB) => {
      const verdict = admitMemory('web', memoryMiB, facts)
      const { budget } = verdict
      expect(budget.systemMiB + budget.runningMiB + budget.wishedMiB + budget.leftMiB).toBe(budget.totalMiB)
      expect(budget.wishedMiB).toBe(memoryMiB + overheadMiB(memoryMiB))
      switch (verdict.verdict) {
        case 'fits':
          expect(budget.leftMiB).toBeGreaterThanOrEqual(facts.arc?.maxMiB ?? 0)
          break
        case 'fits-with-smaller-arc':
          expect(verdict.arcMaxMiB).toBeLessThanOrEqual(budget.leftMiB)
          expect(verdict.arcMaxMiB).toBeGreaterThanOrEqual(facts.arc?.minMiB ?? 0)
          break
        case 'refused':
          expect(verdict.largestMiB).toBeLessThan(memoryMiB)
          if (verdict.largestMiB > 0)
            expect(admitMemory('web', verdict.largestMiB, facts).verdict).not.toBe('refused')
          expect(admitMemory('web', Math.max(verdict.largestMiB, 0) + 192, facts).verdict).toBe('refused')
          break
      }
    }),
  )
})
