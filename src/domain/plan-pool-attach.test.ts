import { describe, expect, test } from 'vitest'
import { planAttach, type AttachWish } from './plan-pool-attach.ts'
import type { PoolFacts } from './pool-facts.ts'
import type { Pool } from './pool.ts'
import { linesOf, somePoolFacts, zfsOf } from './testing/pool-facts.ts'
import { group, leaf, mirror, raidz } from './testing/pools.ts'

const id = (name: string) => `/dev/disk/by-id/ata-HDD_S-${name}-part1`
const a = leaf(id('sda'))
const b = leaf(id('sdb'))
const c = leaf(id('sdc'))
const expandable = { features: { raidz_expansion: 'enabled' } } as const

const plan = (wish: Partial<AttachWish> = {}, pool: Partial<Pool> = {}, facts: Partial<PoolFacts> = {}) =>
  planAttach({ to: 'sda', new: 'sdd', ...wish }, somePoolFacts(pool, facts))

test.each<[string, Partial<AttachWish>, Partial<Pool>, string]>([
  ['a lone device becomes a mirror', {}, { vdevs: [a] }, `zpool attach -- tank ${a.guid} @sdd`],
  ['a mirror gets a third drive', {}, { vdevs: [mirror([a, b])] }, `zpool attach -- tank ${a.guid} @sdd`],
  [
    'a mirror by its name, at a drive that is whole',
    { to: 'mirror-0' },
    { vdevs: [mirror([{ ...a, state: 'faulted' }, b])] },
    `zpool attach -- tank ${b.guid} @sdd`,
  ],
  [
    'a log is mirrored',
    { to: 'sdc' },
    { vdevs: [mirror([a, b]), leaf(id('sdc'), { class: 'log' })] },
    `zpool attach -- tank ${c.guid} @sdd`,
  ],
])('%s', (_, wish, pool, line) => {
  const planned = plan(wish, pool)
  expect(linesOf(planned)).toEqual([line])
  expect(planned).toMatchObject({ value: { waitFor: 'resilver', wayBack: 'kiste pool detach tank sdd' } })
})

describe('a raidz is expanded', () => {
  const pool = { vdevs: [raidz(1, [a, b, c])] }

  test('by its name, and for good', () => {
    const planned = plan({ to: 'raidz1-0' }, pool, expandable)
    expect(linesOf(planned)).toEqual(['zpool attach -- tank raidz1-0 @sdd'])
    expect(planned).toMatchObject({ value: { waitFor: 'raidz_expand' } })
    expect(planned.ok && planned.value.wayBack).toBeUndefined()
    expect(planned.ok && planned.value.notes[0]).toMatch(/no way back/)
  })

  test.each<[string, Partial<Pool>, Partial<PoolFacts>, string]>([
    ['not before ZFS 2.3', pool, { ...expandable, zfs: zfsOf('2.2.9') }, 'not_supported to'],
    ['not without the feature', pool, { features: { raidz_expansion: 'disabled' } }, 'not_supported to'],
    [
      'not while a drive is missing',
      { vdevs: [raidz(1, [a, b, { ...c, state: 'removed' }])] },
      expandable,
      'not_supported to',
    ],
    [
      'not while it is being expanded',
      {
        ...pool,
        expansion: { state: 'running', vdev: 'raidz1-0', doneBytes: 0, totalBytes: 1, startedAt: '2026' },
      },
      expandable,
      'wrong_state -',
    ],
  ])('%s', (_, changes, facts, expected) => {
    expect(linesOf(plan({ to: 'raidz1-0' }, changes, facts)).join(', ')).toBe(expected)
  })
})

test.each<[string, Partial<AttachWish>, Partial<Pool>, string]>([
  ['a drive of a raidz', {}, { vdevs: [raidz(1, [a, b, c])] }, 'not_supported to'],
  [
    'a dRAID',
    {},
    { vdevs: [group('draid', 'draid1:2d:3c:0s-0', [a, b, c], { parity: 1 })] },
    'not_supported to',
  ],
  [
    'a cache device',
    { to: 'sdc' },
    { vdevs: [mirror([a, b]), leaf(id('sdc'), { class: 'l2cache' })] },
    'not_supported to',
  ],
  [
    'what is being replaced',
    {},
    { vdevs: [mirror([group('replacing', 'replacing-0', [a, c]), b])] },
    'not_supported to',
  ],
  ['nothing of that name', { to: 'mirror-7' }, {}, 'not_found to'],
  ['too small a drive', {}, { vdevs: [mirror([{ ...a, replacementBytes: 5e12 }, b])] }, 'no_space new'],
  ['a drive in use', { new: 'sdb' }, { vdevs: [mirror([a, b])] }, 'in_use new'],
])('refused: %s', (_, wish, pool, expected) => {
  expect(linesOf(plan(wish, pool)).join(', ')).toBe(expected)
})
