import { describe, expect, test } from 'vitest'
import { planCancelRemove, planRemove } from './plan-pool-remove.ts'
import type { Pool, Vdev } from './pool.ts'
import { linesOf, somePoolFacts } from './testing/pool-facts.ts'
import { leaf, mirror, raidz } from './testing/pools.ts'

const id = (name: string) => `/dev/disk/by-id/ata-HDD_S-${name}-part1`
const [a, b, c, d, e] = ['sda', 'sdb', 'sdc', 'sdd', 'sde'].map((name) => leaf(id(name))) as [
  ReturnType<typeof leaf>,
  ReturnType<typeof leaf>,
  ReturnType<typeof leaf>,
  ReturnType<typeof leaf>,
  ReturnType<typeof leaf>,
]
const space = (sizeTB: number, usedTB: number) => ({
  space: { sizeBytes: sizeTB * 1e12, allocatedBytes: usedTB * 1e12 },
})
const first = mirror([a, b], space(4, 1))
const second = mirror([c, d], { name: 'mirror-1', guid: '22', ...space(4, 1) })
const special = mirror([leaf(id('sde'), { class: 'special' })], {
  name: 'mirror-2',
  guid: '33',
  ...space(1, 0.1),
})

const plan = (named: string, vdevs: readonly Vdev[], pool: Partial<Pool> = {}) =>
  planRemove(named, somePoolFacts({ sizeBytes: 8e12, vdevs, ...pool }))

describe.each<[string, Vdev, string]>([
  ['a log', leaf(id('sde'), { class: 'log' }), e.guid],
  ['a cache device', leaf(id('sde'), { class: 'l2cache' }), e.guid],
  ['a spare that waits', leaf(id('sde'), { class: 'spare', state: 'avail' }), e.guid],
])('%s', (_, vdev, guid) => {
  test('leaves any pool, also one with raidz', () => {
    const planned = plan('sde', [raidz(1, [a, b, c]), vdev])
    expect(linesOf(planned)).toEqual([`zpool remove -- tank ${guid}`])
    expect(planned.ok && planned.value.waitFor).toBeUndefined()
    expect(planned.ok && planned.value.notes).toHaveLength(1)
  })

  test('but none with a checkpoint', () => {
    const checkpoint = { state: 'exists', createdAt: '2026', sizeBytes: 0 } as const
    expect(linesOf(plan('sde', [first, vdev], { checkpoint }))).toEqual(['wrong_state -'])
  })
})

describe('a vdev with data', () => {
  test('is emptied first', () => {
    const planned = plan('mirror-1', [first, second])
    expect(linesOf(planned)).toEqual(['zpool remove -- tank 22'])
    expect(planned).toMatchObject({
      value: { waitFor: 'remove', notes: [expect.stringContaining('931 GiB move'), expect.any(String)] },
    })
  })

  test('a special one too', () => {
    expect(linesOf(plan('mirror-2', [first, second, special]))).toEqual(['zpool remove -- tank 33'])
  })

  test.each<[string, string, readonly Vdev[], Partial<Pool>, string]>([
    [
      'in a pool with raidz',
      'mirror-2',
      [raidz(1, [a, b, c], space(12, 1)), special],
      {},
      'not_supported vdev',
    ],
    ['the only one', 'mirror-0', [first, special], {}, 'not_supported vdev'],
    ['a drive of a mirror', 'sda', [first, second], {}, 'not_supported vdev'],
    ['nothing', 'mirror-9', [first, second], {}, 'not_found vdev'],
    [
      'one that is hurt',
      'mirror-1',
      [first, mirror([c, { ...d, state: 'faulted' }], { name: 'mirror-1', ...space(4, 1) })],
      {},
      'wrong_state vdev',
    ],
    [
      'more than the others have room for',
      'mirror-1',
      [mirror([a, b], space(4, 3.2)), second],
      {},
      'no_space vdev',
    ],
    [
      'while data is rebuilt',
      'mirror-1',
      [first, second],
      {
        scan: {
          state: 'running',
          what: 'resilver',
          startedAt: '',
          paused: false,
          doneBytes: 0,
          totalBytes: 1,
          bytesPerSecond: 0,
          secondsLeft: null,
          repairedBytes: 0,
        },
      },
      'wrong_state -',
    ],
  ])('stays: %s', (_, named, vdevs, pool, expected) => {
    expect(linesOf(plan(named, vdevs, pool)).join(', ')).toBe(expected)
  })
})

test('a spare that stands in stays', () => {
  expect(linesOf(plan('sde', [first, leaf(id('sde'), { class: 'spare', state: 'inuse' })]))).toEqual([
    'in_use vdev',
  ])
})

test('a removal is stopped only while it runs', () => {
  const removal = { state: 'running', doneBytes: 1, totalBytes: 2, startedAt: '' } as const
  expect(linesOf(planCancelRemove(somePoolFacts({ removal })))).toEqual(['zpool remove -s -- tank'])
  expect(linesOf(planCancelRemove(somePoolFacts()))).toEqual(['wrong_state -'])
})
