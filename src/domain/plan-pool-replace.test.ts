import { describe, expect, test } from 'vitest'
import type { Drive } from './drive.ts'
import { planReplace, type ReplaceWish } from './plan-pool-replace.ts'
import { sizeOffered } from './pool-fits.ts'
import type { PoolFacts } from './pool-facts.ts'
import type { Pool, Vdev } from './pool.ts'
import { drivesOf, someDrive, someSsd } from './testing/drives.ts'
import { known, linesOf, somePoolFacts } from './testing/pool-facts.ts'
import { group, leaf, mirror, raidz } from './testing/pools.ts'

const id = (name: string) => `/dev/disk/by-id/ata-HDD_S-${name}-part1`
const healthy = [leaf(id('sda')), leaf(id('sdb'))]
const gone = leaf('11', {
  guid: '11',
  state: 'unavail',
  aux: 'OPEN_FAILED',
  wasPath: '/dev/disk/by-id/ata-HDD_S-gone-part1',
})

const plan = (wish: Partial<ReplaceWish> = {}, pool: Partial<Pool> = {}, facts: Partial<PoolFacts> = {}) =>
  planReplace({ old: 'sda', new: 'sdc', ...wish }, somePoolFacts(pool, facts))

const notesOf = (...args: Parameters<typeof plan>) => {
  const planned = plan(...args)
  return planned.ok ? planned.value.notes : planned.problems.map((problem) => problem.message)
}

test('the old drive is named by its guid, the new one by its lasting path', () => {
  const planned = plan()
  expect(linesOf(planned)).toEqual([`zpool replace -- tank ${healthy[0]!.guid} @sdc`])
  expect(planned).toMatchObject({
    value: {
      title: 'Replace sda, ST4000VN006 (serial S-sda) in tank with sdc, ST4000VN006 (serial S-sdc)',
      waitFor: 'replace',
      losses: [],
    },
  })
})

test.each(['11', 'ata-HDD_S-gone', '/dev/disk/by-id/ata-HDD_S-gone-part1'])(
  'a drive that is gone is found as %s',
  (old) => {
    const planned = plan({ old }, { vdevs: [raidz(1, [...healthy, gone])] })
    expect(linesOf(planned)).toEqual(['zpool replace -- tank 11 @sdc'])
    expect(planned.ok && planned.value.title).toMatch(/^Replace 11, which was ata-HDD_S-gone in tank/)
  },
)

test('what is on the new drive is erased when that was said', () => {
  const drives = [
    ...drivesOf([4, 4], known),
    known({ kernelName: 'sdc', uses: [{ what: 'content', device: '/dev/sdc', type: 'xfs' }] }),
  ]
  expect(linesOf(plan({}, {}, { drives }))).toEqual(['in_use new'])
  const planned = plan({ erase: true }, {}, { drives })
  expect(linesOf(planned)[0]).toBe('wipefs --all --quiet @sdc')
  expect(planned.ok && planned.value.losses).toHaveLength(1)
})

test('a spare of the pool that waits stands in, as ZFS knows it', () => {
  const spare = leaf(id('sdc'), { class: 'spare', state: 'avail' })
  const planned = plan({}, { vdevs: [mirror(healthy), spare] })
  expect(linesOf(planned)).toEqual([`zpool replace -- tank ${healthy[0]!.guid} @sdc-part1`])
  expect(planned.ok && planned.value.notes[0]).toMatch(/^It is a spare of this pool/)
  expect(linesOf(plan({}, { vdevs: [mirror(healthy), { ...spare, state: 'inuse' }] }))).toEqual([
    'in_use new',
  ])
})

describe('large enough, to the byte', () => {
  const [drive] = drivesOf([4], known, 2) as [Drive]
  const offered = sizeOffered(drive)
  const vdevs = (changes: Parameters<typeof leaf>[1], space?: number): Partial<Pool> => ({
    vdevs: [
      mirror(
        [leaf(id('sda'), changes), leaf(id('sdb'))],
        space === undefined ? {} : { space: { sizeBytes: space, allocatedBytes: 0 } },
      ),
    ],
  })
  const labels = 4.5 * 2 ** 20

  test.each<[string, Partial<Pool>, string]>([
    ['exactly as much as ZFS asks for', vdevs({ replacementBytes: offered }), 'ok'],
    ['one byte less', vdevs({ replacementBytes: offered + 1 }), 'no_space new'],
    ['as much as the metaslabs need', vdevs({}, offered - labels), 'ok'],
    ['less than the metaslabs need', vdevs({}, offered - labels + 1), 'no_space new'],
    ['as large as the old partition', vdevs({ sizeBytes: offered }), 'ok'],
    ['smaller than the old partition', vdevs({ sizeBytes: offered + 1 }), 'no_space new'],
  ])('%s', (_, pool, expected) => {
    const planned = plan({}, pool)
    expect(planned.ok ? 'ok' : linesOf(planned).join()).toBe(expected)
  })

  test('between the two bounds of an old release, it is said that ZFS may refuse', () => {
    expect(notesOf({}, vdevs({ sizeBytes: offered + 1 }, offered - labels - 1))).toContain(
      'sdc, ST4000VN006 (serial S-sdc), is a little smaller than the one there; ZFS may refuse it until the pool has been imported once more.',
    )
  })

  test('a share of a raidz is enough', () => {
    const three = raidz(1, [...healthy, leaf(id('sdd'))], {
      space: { sizeBytes: 3 * (offered - labels), allocatedBytes: 0 },
    })
    expect(plan({}, { vdevs: [three] }).ok).toBe(true)
  })

  test('where nothing is known, that is said', () => {
    expect(notesOf()).toContain(
      'ZFS does not tell how large the new drive has to be; it refuses one that is too small.',
    )
  })

  test('a larger one says what stays unused', () => {
    const [large] = drivesOf([8], known, 2) as [Drive]
    const notes = notesOf({}, vdevs({ replacementBytes: offered }), {
      drives: [...drivesOf([4, 4], known), large],
    })
    expect(notes.join(' ')).toContain(
      '3.6 TiB of the new drive stay unused until every drive of its group is as large',
    )
  })
})

describe('sectors', () => {
  const withNew = (drive: Partial<Drive>): Partial<PoolFacts> => ({
    drives: [...drivesOf([4, 4], known), known({ kernelName: 'sdc', ...drive })],
  })

  test('of 8 KiB on a vdev of 4 KiB are slow, and forced to fit', () => {
    const facts = withNew({ physicalSectorBytes: 8192 })
    expect(linesOf(plan({}, {}, facts))[0]).toBe(
      `zpool replace -o ashift=12 -- tank ${healthy[0]!.guid} @sdc`,
    )
    expect(notesOf({}, {}, facts).join(' ')).toContain('works in sectors of 8192 bytes')
  })

  test('that cannot be written at all are refused', () => {
    expect(linesOf(plan({}, {}, { ...withNew({ logicalSectorBytes: 4096 }), ashift: 9 }))).toEqual([
      'not_supported new',
    ])
  })
})

describe('refused', () => {
  const replacing: Vdev = mirror([
    group('replacing', 'replacing-0', [leaf(id('sda')), leaf(id('sdd'))]),
    leaf(id('sdb')),
  ])

  test.each<[string, Partial<ReplaceWish>, Partial<Pool>, string]>([
    ['a device the pool does not have', { old: 'sdf' }, {}, 'not_found old'],
    ['a new drive that is no drive', { new: 'sdz' }, {}, 'not_found new'],
    ['both', { old: 'x', new: 'y' }, {}, 'not_found old, not_found new'],
    ['a drive of the pool itself', { new: 'sdb' }, {}, 'in_use new'],
    [
      'a cache device',
      { old: 'sdd' },
      { vdevs: [mirror(healthy), leaf(id('sdd'), { class: 'l2cache' })] },
      'not_supported old',
    ],
    [
      'a spare',
      { old: 'sdd' },
      { vdevs: [mirror(healthy), leaf(id('sdd'), { class: 'spare', state: 'avail' })] },
      'not_supported old',
    ],
    ['what is being replaced', {}, { vdevs: [replacing] }, 'not_supported old'],
    ['a suspended pool', {}, { state: 'suspended' }, 'pool_unavailable -'],
    [
      'a pool with a checkpoint',
      {},
      { checkpoint: { state: 'exists', createdAt: '2026', sizeBytes: 0 } },
      'wrong_state -',
    ],
  ])('%s', (_, wish, pool, expected) => {
    expect(linesOf(plan(wish, pool)).join(', ')).toBe(expected)
  })
})

describe('what to know', () => {
  test('of a group that can lose nothing more', () => {
    expect(notesOf({ old: '11' }, { state: 'degraded', vdevs: [raidz(1, [...healthy, gone])] })[0]).toMatch(
      /no further drive of this group may fail/,
    )
  })

  test('of a lone device', () => {
    const lone = leaf(id('sda'), { state: 'faulted' })
    expect(notesOf({}, { vdevs: [lone] })[0]).toMatch(/no second copy/)
  })

  test.each<[string, Partial<Drive>, RegExp]>([
    ['SMR', { model: 'ST4000DM004' }, /shingles/],
    ['USB', { transport: 'usb' }, /on USB/],
    ['failing', { smart: { known: true, passed: false } }, /failing/],
  ])('of a new drive: %s', (_, changes, says) => {
    const drives = [
      ...drivesOf([4, 4], known),
      someDrive({ model: 'ST4000VN006', kernelName: 'sdc', ...changes }),
    ]
    expect(notesOf({}, {}, { drives }).join(' ')).toMatch(says)
  })

  test('of a hard disk in the place of an SSD', () => {
    const drives = [...drivesOf([4, 4], someSsd), known({ kernelName: 'sdc' })]
    expect(notesOf({}, {}, { drives }).join(' ')).toMatch(/hard disk in the place of an SSD/)
  })
})
