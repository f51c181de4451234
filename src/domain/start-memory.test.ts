import { describe, expect, test } from 'vitest'
import type { MemoryFacts } from './memory-admission.ts'
import { planStartMemory, type MemoryWish } from './start-memory.ts'

const GiB = 1024

/** 16 GiB, one VM of 4 GiB, and a cache of ZFS that may have half of it. */
function memory(changes: Partial<MemoryFacts> = {}): MemoryFacts {
  return {
    hostTotalMiB: 16 * GiB,
    otherUsedMiB: 900,
    arc: { sizeMiB: 6000, minMiB: 512, maxMiB: 8 * GiB },
    running: [{ name: 'db', memoryMiB: 4 * GiB }],
    ...changes,
  }
}
const plan = (memoryMiB: number, wish?: MemoryWish, facts = memory()) =>
  planStartMemory({ name: 'web', memoryMiB }, facts, wish)
const small = memory({ arc: { sizeMiB: 2000, minMiB: 512, maxMiB: 8 * GiB } })

describe('a VM that is to start', () => {
  test('starts when there is room for all', () => {
    expect(plan(2 * GiB)).toEqual({ ok: true, value: { notes: [] } })
  })

  test('starts when the cache of ZFS has not grown into its room', () => {
    expect(plan(8 * GiB, undefined, small)).toEqual({ ok: true, value: { notes: [] } })
  })

  test('is refused when the cache would have to give memory back, and told how', () => {
    expect(plan(8 * GiB)).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'no_space',
          object: { type: 'vm', name: 'web' },
          message: expect.stringContaining('It holds 6000 MiB now and gives 3312 MiB back') as string,
          hint: 'Let it: kiste vm start web --shrink-arc. To start the VM even so: --overcommit',
        },
      ],
    })
  })

  test('starts with a smaller cache when that is wished, and the way back is kept', () => {
    expect(plan(8 * GiB, 'shrink-arc')).toMatchObject({
      ok: true,
      value: { arc: { maxMiB: 2688, wasMiB: 8 * GiB } },
    })
  })

  test('is refused with the numbers when nothing helps, but for overcommitting', () => {
    expect(plan(14 * GiB, 'shrink-arc')).toMatchObject({
      ok: false,
      problems: [
        { code: 'no_space', hint: expect.stringContaining('kiste vm start web --overcommit') as string },
      ],
    })
    expect(plan(14 * GiB, 'overcommit')).toMatchObject({
      ok: true,
      value: { notes: [expect.stringContaining('does not fit') as string] },
    })
  })

  test('leaves the cache as it is when there is room anyway', () => {
    expect(plan(2 * GiB, 'shrink-arc')).toEqual({ ok: true, value: { notes: [] } })
  })
})
