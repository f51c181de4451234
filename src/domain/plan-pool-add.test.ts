import { describe, expect, test } from 'vitest'
import { groupsOfPool, planAdd, type AddWish } from './plan-pool-add.ts'
import type { PoolFacts } from './pool-facts.ts'
import type { Pool } from './pool.ts'
import { drivesOf, someSsd } from './testing/drives.ts'
import { known, linesOf, somePoolFacts } from './testing/pool-facts.ts'
import { group, leaf, mirror, raidz } from './testing/pools.ts'

const id = (name: string) => `/dev/disk/by-id/ata-HDD_S-${name}-part1`
const [a, b, c] = [leaf(id('sda')), leaf(id('sdb')), leaf(id('sdc'))] as const

const plan = (
  groups: AddWish['groups'],
  pool: Partial<Pool> = {},
  facts: Partial<PoolFacts> = {},
  wish: Partial<AddWish> = {},
) => planAdd({ groups, ...wish }, somePoolFacts(pool, facts))

test('a second pair', () => {
  const planned = plan([{ kind: 'mirror', drives: ['sdc', 'sdd'] }])
  expect(linesOf(planned)).toEqual(['zpool add -o ashift=12 -- tank mirror @sdc @sdd'])
  expect(planned).toMatchObject({
    value: { title: 'Add to tank: 1 mirror of 2 drives', wayBack: 'kiste pool remove tank' },
  })
  expect(planned.ok && planned.value.notes[0]).toMatch(/^3.5 TiB more space/)
})

test.each<[string, AddWish['groups'], Partial<Pool>, string]>([
  [
    'a spare',
    [{ class: 'spare', kind: 'single', drives: ['sdd'] }],
    {},
    'zpool add -o ashift=12 -- tank spare @sdd',
  ],
  [
    'a mirrored log',
    [{ class: 'log', kind: 'mirror', drives: ['sdc', 'sdd'] }],
    {},
    'zpool add -o ashift=12 -- tank log mirror @sdc @sdd',
  ],
  [
    'a special pair to a raidz1',
    [{ class: 'special', kind: 'mirror', drives: ['sdd', 'sde'] }],
    { vdevs: [raidz(1, [a, b, c])] },
    'zpool add -o ashift=12 -- tank special mirror @sdd @sde',
  ],
  [
    'a wider mirror, forced',
    [{ kind: 'mirror', drives: ['sdc', 'sdd', 'sde'] }],
    {},
    'zpool add -f -o ashift=12 -- tank mirror @sdc @sdd @sde',
  ],
  [
    'a stripe to a stripe, by name',
    [{ kind: 'stripe', drives: ['sdc', 'sdd'] }],
    { vdevs: [a] },
    'zpool add -o ashift=12 -- tank @sdc @sdd',
  ],
])('%s', (_, groups, pool, line) => {
  expect(linesOf(plan(groups, pool))).toEqual([line])
})

test.each<[string, AddWish['groups'], Partial<Pool>, string]>([
  ['nothing', [], {}, 'invalid_input groups'],
  ['one drive to a pool of mirrors', [{ kind: 'single', drives: ['sdc'] }], {}, 'invalid_input groups'],
  [
    'a pair to a raidz',
    [{ kind: 'mirror', drives: ['sdd', 'sde'] }],
    { vdevs: [raidz(1, [a, b, c])] },
    'invalid_input groups',
  ],
  [
    'a weaker raidz',
    [{ kind: 'raidz1', drives: ['sdd', 'sde', 'sdf'] }],
    { vdevs: [raidz(2, [a, b, c])] },
    'invalid_input groups',
  ],
  [
    'a lone special device',
    [{ class: 'special', kind: 'single', drives: ['sdc'] }],
    {},
    'invalid_input groups',
  ],
  ['a drive of the pool', [{ kind: 'mirror', drives: ['sda', 'sdc'] }], {}, 'in_use groups[0].drives[0]'],
  [
    'no drive',
    [{ kind: 'mirror', drives: ['sdy', 'sdz'] }],
    {},
    'not_found groups[0].drives[0], not_found groups[0].drives[1]',
  ],
  [
    'while a raidz is expanded',
    [{ class: 'log', kind: 'single', drives: ['sdc'] }],
    { expansion: { state: 'running', vdev: 'x', doneBytes: 0, totalBytes: 1, startedAt: '' } },
    'wrong_state -',
  ],
])('refused: %s', (_, groups, pool, expected) => {
  expect(linesOf(plan(groups, pool)).join(', ')).toBe(expected)
})

test('sizes that differ have to be meant', () => {
  const drives = [...drivesOf([4, 4], known), ...drivesOf([4, 8], known, 2)]
  const groups: AddWish['groups'] = [{ kind: 'mirror', drives: ['sdc', 'sdd'] }]
  expect(linesOf(plan(groups, {}, { drives }))).toEqual(['invalid_input groups'])
  expect(linesOf(plan(groups, {}, { drives }, { acceptWaste: true }))).toEqual([
    'zpool add -f -o ashift=12 -- tank mirror @sdc @sdd',
  ])
})

test('what can never leave again, says so', () => {
  const drives = [...drivesOf([4, 4, 4], known), ...drivesOf([1, 1], someSsd, 3)]
  const planned = plan(
    [{ class: 'special', kind: 'mirror', drives: ['sdd', 'sde'] }],
    { vdevs: [raidz(1, [a, b, c])] },
    { drives },
  )
  expect(planned.ok && planned.value.notes).toEqual(['It cannot be taken out of this pool again.'])
  expect(planned.ok && planned.value.wayBack).toBeUndefined()
})

describe('a pool as groups', () => {
  test('counts what is being replaced as one, and leaves out what is no device any more', () => {
    const vdevs = [
      mirror([group('replacing', 'replacing-0', [a, c]), b]),
      group('indirect', 'indirect-1', []),
      group('draid', 'draid2:4d:11c:1s-2', [a], { parity: 2 }),
      leaf(id('sdd'), { class: 'spare', state: 'avail' }),
      leaf('draid2-2-0', { kind: 'draid-spare', class: 'spare' }),
    ]
    expect(groupsOfPool({ vdevs })).toEqual([
      { class: 'normal', shape: { kind: 'mirror' }, drives: ['replacing-0', id('sdb')] },
      { class: 'normal', shape: { kind: 'draid', parity: 2, data: 4, spares: 1 }, drives: [id('sda')] },
      { class: 'spare', shape: { kind: 'single' }, drives: [id('sdd')] },
    ])
  })
})
