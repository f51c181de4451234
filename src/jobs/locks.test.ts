import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JobLock } from '../domain/job.ts'
import { conflict, pickStartable, toLocks } from './locks.ts'

const alone = (name: string): JobLock => ({ name, mode: 'exclusive' })
const shared = (name: string): JobLock => ({ name, mode: 'shared' })
const job = (id: string, ...locks: JobLock[]) => ({ id, locks })
const start = (waiting: ReturnType<typeof job>[], held: JobLock[] = [], places = 9) =>
  pickStartable(waiting, held, places)
    .map(({ id }) => id)
    .join('')

describe('lock wishes', () => {
  it('are sorted, each name once, alone before shared', () => {
    expect(toLocks(['vm:b', shared('vm:a'), shared('vm:b'), 'vm:a', shared('image:x')])).toEqual([
      shared('image:x'),
      alone('vm:a'),
      alone('vm:b'),
    ])
  })
})

describe('which jobs may start', () => {
  it.each([
    ['all, without locks', 'ab', start([job('a'), job('b')])],
    ['only the first of two on one object', 'a', start([job('a', alone('x')), job('b', alone('x'))])],
    ['both of two that share', 'ab', start([job('a', shared('x')), job('b', shared('x'))])],
    ['not one that shares what is held alone', '', start([job('a', shared('x'))], [alone('x')])],
    ['not one that wants alone what is shared', '', start([job('a', alone('x'))], [shared('x')])],
    ['a later one on another object', 'b', start([job('a', alone('x')), job('b', alone('y'))], [alone('x')])],
    [
      'no later sharer past one that waits to be alone',
      '',
      start([job('a', alone('x')), job('b', shared('x'))], [shared('x')]),
    ],
    [
      'none that wants anything an earlier one waits for',
      'c',
      start([job('a', alone('x'), alone('y')), job('b', alone('y')), job('c', alone('z'))], [alone('x')]),
    ],
    ['no more than there are places', 'ab', start([job('a'), job('b'), job('c')], [], 2)],
    ['none without a place', '', start([job('a')], [], -1)],
  ])('%s', (_, expected, started) => {
    expect(started).toBe(expected)
  })

  const locks = fc
    .array(
      fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), mode: fc.constantFrom('exclusive', 'shared') }),
      {
        maxLength: 3,
      },
    )
    .map((wishes) => toLocks(wishes as JobLock[]))

  it('never conflict, all get their turn, and none is overtaken by one it conflicts with', () => {
    fc.assert(
      fc.property(
        fc.array(locks, { maxLength: 12 }),
        fc.nat(4),
        fc.array(fc.nat(), { maxLength: 50 }),
        (jobs, more, ends) => {
          const waiting = jobs.map((wishes, index) => ({ index, locks: wishes }))
          let active: typeof waiting = []
          let turn = 0
          while (waiting.length > 0 || active.length > 0) {
            const started = pickStartable(
              waiting,
              active.flatMap((one) => one.locks),
              more + 1 - active.length,
            )
            for (const one of started) {
              expect(active.filter((other) => conflict(one.locks, other.locks))).toEqual([])
              const earlier = waiting.filter((other) => other.index < one.index && !started.includes(other))
              expect(earlier.filter((other) => conflict(one.locks, other.locks))).toEqual([])
              active.push(one)
              waiting.splice(waiting.indexOf(one), 1)
            }
            expect(active.length).toBeLessThanOrEqual(more + 1)
            expect(active.length, 'somebody must run').toBeGreaterThan(0)
            const ended = (ends[turn] ?? 0) % active.length
            active = active.filter((_, index) => index !== ended)
            turn += 1
          }
        },
      ),
    )
  })
})
