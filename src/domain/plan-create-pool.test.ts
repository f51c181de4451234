import {
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  property,
  record,
  subarray,
} from 'fast-check'
import { describe, expect, test } from 'vitest'
import { driveId, isErasable, type Drive, type DriveUse } from './drive.ts'
import { planCreatePool, type CreatePoolFacts, type CreatePoolWish } from './plan-create-pool.ts'
import { layoutKinds } from './pool-layout.ts'
import { previewPoolPlan } from './pool-plan.ts'
import { drivesOf, someDrive, someSsd } from './testing/drives.ts'
import { codes, someVm } from './testing/facts.ts'
import { zfsOf } from './testing/pool-facts.ts'
import { leaf, mirror, somePool } from './testing/pools.ts'

const known = (changes: Partial<Drive>) => someDrive({ model: 'ST4000VN006', ...changes })

function someFacts(changes: Partial<CreatePoolFacts> = {}): CreatePoolFacts {
  return {
    drives: drivesOf([4, 4, 4, 4], known),
    pools: [],
    importableNames: [],
    vms: [],
    zfs: zfsOf('2.3.2'),
    occupiedPaths: [],
    ...changes,
  }
}

const plan = (wish: Partial<CreatePoolWish> = {}, facts: Partial<CreatePoolFacts> = {}) =>
  planCreatePool({ name: 'tank', mark: 'm1', ...wish }, someFacts(facts))

/** The commands of a plan as lines, the long paths shortened. */
function lines(wish: Partial<CreatePoolWish> = {}, facts: Partial<CreatePoolFacts> = {}): string[] {
  const planned = plan(wish, facts)
  expect(codes(planned)).toBe('ok')
  return planned.ok
    ? planned.value.commands.map(({ argv }) => argv.join(' ').replaceAll('/dev/disk/by-id/ata-HDD_S-', '@'))
    : []
}

const props =
  '-o ashift=12 -o cachefile=/etc/zfs/zpool.cache -O compression=lz4 -O atime=off -O xattr=sa -O acltype=posixacl -O dnodesize=auto -O canmount=off -O mountpoint=/tank -O kiste:made-by=m1'

describe('the command', () => {
  test('of all bare drives: what is recommended', () => {
    expect(lines()).toEqual([`zpool create ${props} -- tank mirror @sda @sdb mirror @sdc @sdd`])
  })

  test('of those that were named, by any name, as what was asked for', () => {
    expect(lines({ drives: ['S-sdd', '/dev/sda', 'ata-HDD_S-sdb'], kind: 'raidz1' })).toEqual([
      `zpool create ${props} -- tank raidz1 @sda @sdb @sdd`,
    ])
  })

  test('of groups one by one', () => {
    const drives = [
      ...drivesOf([4, 4], known),
      ...drivesOf([1, 1, 1, 1], someSsd, 2),
      known({ kernelName: 'sdg' }),
    ]
    const groups = [
      { kind: 'mirror', drives: ['sda', 'sdb'] },
      { class: 'special', kind: 'mirror', drives: ['sdc', 'sdd'] },
      { class: 'log', kind: 'single', drives: ['sde'] },
      { class: 'l2cache', kind: 'single', drives: ['sdf'] },
      { class: 'spare', kind: 'single', drives: ['sdg'] },
    ] as const
    expect(lines({ groups }, { drives })).toEqual([
      `zpool create ${props} -- tank mirror @sda @sdb special mirror @sdc @sdd log @sde cache @sdf spare @sdg`,
    ])
  })

  test('of SSDs trims by itself, and sectors of 8 KiB are heeded', () => {
    const drives = drivesOf([1, 1], (one) => someSsd({ ...one, physicalSectorBytes: 8192 }))
    expect(lines({}, { drives })[0]).toContain('-o ashift=13 -o autotrim=on ')
  })

  test('is forced only where ZFS wants it', () => {
    const drives = drivesOf([8, 4], known)
    expect(codes(plan({}, { drives }))).toBe('invalid_input groups')
    expect(lines({ acceptWaste: true }, { drives })).toEqual([
      `zpool create -f ${props} -- tank mirror @sda @sdb`,
    ])
    expect(lines({}, { drives: drivesOf([8, 8, 4, 4], known) })[0]).not.toContain(' -f ')
  })

  test('with everything else that can be wished', () => {
    const [line] = lines({
      compression: 'zstd',
      compatibility: 'openzfs-2.1-linux',
      mountpoint: '/srv/my pool',
      encryption: { key: 'file', path: '/etc/zfs/keys/tank', format: 'raw' },
    })
    expect(line).toContain('-o compatibility=openzfs-2.1-linux -O compression=zstd')
    expect(line).toContain(
      '-O mountpoint=/srv/my pool -O kiste:made-by=m1 -O encryption=aes-256-gcm -O keyformat=raw -O keylocation=file:///etc/zfs/keys/tank -- tank',
    )
  })

  test('takes a passphrase from standard input, never from its words', () => {
    const planned = plan({ encryption: { key: 'prompt' } })
    expect(planned.ok && planned.value.commands[0]).toMatchObject({ input: 'passphrase' })
    expect(planned.ok && planned.value.commands[0]?.argv).toContain('keylocation=prompt')
  })
})

describe('drives with something on them', () => {
  const uses: DriveUse[] = [
    { what: 'partitions', table: 'gpt', count: 2 },
    { what: 'pool', device: '/dev/sda1', pool: 'old', imported: false },
    { what: 'content', device: '/dev/sda2', type: 'ext4', label: 'docs' },
  ]
  const drives = [known({ kernelName: 'sda', uses }), known({ kernelName: 'sdb' })]

  test('are left alone unless named', () => {
    expect(codes(plan({}, { drives }))).toBe('invalid_input drives')
  })

  test('are refused until it is said that they may be erased', () => {
    expect(codes(plan({ drives: ['sda', 'sdb'] }, { drives }))).toBe(
      'in_use drives[0], in_use drives[0], in_use drives[0]',
    )
  })

  test('are erased first, partitions before the table, and what is lost is named', () => {
    const wish = { drives: ['sda', 'sdb'], erase: true }
    expect(lines(wish, { drives })).toEqual([
      'zpool labelclear -f @sda-part1',
      'wipefs --all --quiet @sda-part1 @sda-part2 @sda',
      `zpool create ${props} -- tank mirror @sda @sdb`,
    ])
    const planned = plan(wish, { drives })
    expect(planned.ok && planned.value.losses).toEqual([
      'All that is on sda, ST4000VN006 (serial S-sda): it belongs to the pool old.',
      'All that is on sda, ST4000VN006 (serial S-sda): /dev/sda2 has ext4 "docs" on it.',
    ])
  })
})

describe('every problem is reported, each with its field', () => {
  const tank = somePool({ vdevs: [mirror([leaf('/dev/sdb1'), leaf('/dev/disk/by-id/ata-HDD_S-sdc-part1')])] })
  const vm = someVm({
    disks: [
      {
        target: 'vdb',
        device: 'disk',
        bus: 'virtio',
        format: 'raw',
        source: { type: 'block', path: '/dev/sdd' },
        readOnly: false,
      },
    ],
  })
  const many = drivesOf(Array<number>(14).fill(4), known)

  test.each<[string, Partial<CreatePoolWish>, Partial<CreatePoolFacts>, string]>([
    ['a bad name', { name: 'mirror-1' }, {}, 'invalid_input name'],
    ['a name that is taken', {}, { pools: [somePool({ vdevs: [] })] }, 'already_exists name'],
    ['a name of a pool that waits', {}, { importableNames: ['tank'] }, 'already_exists name'],
    ['no such drive', { drives: ['sdz', 'sda'] }, {}, 'not_found drives[0]'],
    ['a drive twice', { drives: ['sda', 'sdb', 'S-sda'] }, {}, 'invalid_input drives[2]'],
    ['no drives', { drives: [] }, {}, 'invalid_input drives'],
    ['too few', { drives: ['sda'] }, {}, 'invalid_input drives'],
    ['too few for the kind', { drives: ['sda', 'sdb'], kind: 'raidz2' }, {}, 'invalid_input drives'],
    ['nothing bare', {}, { drives: [] }, 'invalid_input drives'],
    [
      'drives of a pool and of a VM',
      { name: 'new', drives: ['sda', 'sdb', 'sdc', 'sdd'], erase: true },
      { pools: [tank], vms: [vm] },
      'in_use drives[1], in_use drives[2], in_use drives[3]',
    ],
    [
      'a USB drive among others',
      { drives: ['sda', 'sdb', 'sdz'] },
      { drives: [...drivesOf([4, 4], known), known({ kernelName: 'sdz', transport: 'usb' })] },
      'not_supported drives',
    ],
    [
      'groups and drives',
      { groups: [{ kind: 'mirror', drives: ['sda', 'sdb'] }], drives: ['sdc'], kind: 'mirror' },
      {},
      'invalid_input drives, invalid_input kind',
    ],
    [
      'a drive in two groups',
      {
        groups: [
          { kind: 'mirror', drives: ['sda', 'sdb'] },
          { kind: 'mirror', drives: ['sdb', 'sdc'] },
        ],
      },
      {},
      'invalid_input groups[1].drives[0]',
    ],
    ['a mirror of one', { groups: [{ kind: 'mirror', drives: ['sda'] }] }, {}, 'invalid_input groups[0]'],
    [
      'a raidz1 of two',
      { groups: [{ kind: 'raidz1', drives: ['sda', 'sdb'] }] },
      {},
      'invalid_input groups[0]',
    ],
    [
      'single of two',
      { groups: [{ kind: 'single', drives: ['sda', 'sdb'] }] },
      {},
      'invalid_input groups[0]',
    ],
    [
      'a log in raidz',
      {
        groups: [
          { kind: 'mirror', drives: ['sda', 'sdb'] },
          { class: 'log', kind: 'raidz1', drives: ['sdc', 'sdd', 'sda'] },
        ],
      },
      {},
      'invalid_input groups[1].drives[2], invalid_input groups[1]',
    ],
    [
      'a mirrored cache',
      {
        groups: [
          { kind: 'mirror', drives: ['sda', 'sdb'] },
          { class: 'l2cache', kind: 'mirror', drives: ['sdc', 'sdd'] },
        ],
      },
      {},
      'invalid_input groups[1]',
    ],
    ['no data', { groups: [{ class: 'log', kind: 'single', drives: ['sda'] }] }, {}, 'invalid_input groups'],
    ['no groups', { groups: [] }, {}, 'invalid_input groups'],
    [
      'kinds mixed',
      {
        groups: [
          { kind: 'mirror', drives: ['sda', 'sdb'] },
          { kind: 'single', drives: ['sdc'] },
        ],
      },
      {},
      'invalid_input groups',
    ],
    [
      'a lone special device',
      {
        groups: [
          { kind: 'mirror', drives: ['sda', 'sdb'] },
          { class: 'special', kind: 'single', drives: ['sdc'] },
        ],
      },
      {},
      'invalid_input groups',
    ],
    [
      'a special pair on raidz2',
      {
        groups: [
          { kind: 'raidz2', drives: ['sda', 'sdb', 'sdc', 'sdd'] },
          { class: 'special', kind: 'mirror', drives: ['sde', 'sdf'] },
        ],
      },
      { drives: many },
      'invalid_input groups',
    ],
    [
      'too few for a dRAID',
      { groups: [{ kind: 'draid2', drives: ['sda', 'sdb', 'sdc', 'sdd'] }] },
      {},
      'invalid_input groups[0]',
    ],
    [
      'a dRAID of nonsense',
      {
        groups: [
          { kind: 'draid1', drives: many.map((drive) => drive.kernelName), draid: { data: 2.5, spares: 9 } },
        ],
      },
      { drives: many },
      'invalid_input groups[0]',
    ],
    ['a mountpoint of the system', { mountpoint: '/usr' }, {}, 'invalid_input mountpoint'],
    ['no absolute path', { mountpoint: 'tank' }, {}, 'invalid_input mountpoint'],
    ['a path that climbs', { mountpoint: '/srv/../etc' }, {}, 'invalid_input mountpoint'],
    ['a folder that is full', {}, { occupiedPaths: ['/tank'] }, 'in_use mountpoint'],
    [
      'a bad key file',
      { encryption: { key: 'file', path: 'key', format: 'raw' } },
      {},
      'invalid_input encryption.path',
    ],
    ['bad compatibility', { compatibility: '../x' }, {}, 'invalid_input compatibility'],
    [
      'old ZFS',
      { compatibility: 'openzfs-2.0-linux' },
      { zfs: zfsOf('2.0.7') },
      'not_supported compatibility',
    ],
    [
      'zstd for a boot loader',
      { compression: 'zstd', compatibility: 'grub2' },
      {},
      'not_supported compression',
    ],
    [
      'all at once',
      { name: '', drives: ['sdz'], mountpoint: '/', compatibility: '-' },
      {},
      'invalid_input name, invalid_input mountpoint, invalid_input compatibility, not_found drives[0]',
    ],
  ])('%s', (_, wish, facts, expected) => {
    expect(codes(plan(wish, facts))).toBe(expected)
  })
})

test('without a second copy, the consequence is said first', () => {
  const planned = plan({ drives: ['sda', 'sdb'], kind: 'stripe' })
  expect(planned.ok && planned.value.notes).toEqual([
    '2 drives without redundancy: 7.1 TiB for VMs. If any one of the drives fails, everything is lost. It was asked for by name; nothing else would make a pool without a second copy.',
    'VM disks get blocks of 16 KiB.',
    'There is no second copy of anything: if any one of the drives fails, the whole pool is lost, not only what was on that drive.',
    'lz4 costs next to nothing and gives up at once on data that does not shrink.',
  ])
})

test('the preview shows commands as one would type them', () => {
  const planned = plan({ drives: ['sda', 'sdb'], mountpoint: "/srv/it's" })
  expect(planned.ok && previewPoolPlan(planned.value)).toMatchObject({
    kind: 'pool.create',
    title: 'Make the pool tank: 1 mirror of 2 drives',
    object: { type: 'pool', name: 'tank' },
    steps: [
      {
        title: 'Make the pool tank',
        command: expect.stringContaining(
          String.raw`-O 'mountpoint=/srv/it'\''s' -O kiste:made-by=m1 -- tank mirror /dev/disk/by-id/`,
        ) as string,
      },
    ],
    notes: expect.arrayContaining([expect.stringMatching(/^Way back: kiste pool destroy tank/)]) as string[],
  })
})

const someUse = constantFrom<DriveUse>(
  { what: 'mounted', device: '/dev/x', mountpoint: '/' },
  { what: 'swap', device: '/dev/x' },
  { what: 'pool', device: '/dev/x', pool: 'p', imported: true },
  { what: 'pool', device: '/dev/x', pool: 'q', imported: false },
  { what: 'holder', device: '/dev/x', holder: 'md' },
  { what: 'unreadable', device: '/dev/x', because: 'y' },
  { what: 'vm', device: '/dev/x', vm: 'web' },
  { what: 'content', device: '/dev/x', type: 'ext4' },
  { what: 'partitions', table: 'gpt', count: 1 },
)

// Half of the machines have only bare drives, so that there is something to plan.
const someDriveList = boolean()
  .chain((bare) =>
    array(
      record({
        uses: array(someUse, { maxLength: bare ? 0 : 2 }),
        sizeBytes: constantFrom(4e12, 4e12, 4e12, 8e12),
        rotational: boolean(),
        readOnly: bare ? constant(false) : integer({ min: 0, max: 9 }).map((at) => at === 0),
        transport: bare
          ? constant('sata' as const)
          : constantFrom('sata' as const, 'nvme' as const, 'usb' as const),
      }),
      { maxLength: 9 },
    ),
  )
  .map((all) =>
    all.map((changes, index) => known({ kernelName: `sd${String.fromCodePoint(97 + index)}`, ...changes })),
  )

const someCase = someDriveList.chain((drives) => {
  const names = drives.map((drive) => drive.kernelName)
  const some = subarray(names)
  const group = record({
    kind: constantFrom(...layoutKinds),
    class: constantFrom('normal' as const, 'special' as const, 'log' as const, 'spare' as const, undefined),
    drives: some,
  })
  return record({
    drives: constant(drives),
    wish: record({
      drives: oneof(constant(undefined), constant(names), some),
      kind: oneof(constant(undefined), constantFrom(...layoutKinds)),
      groups: oneof({ arbitrary: constant(undefined), weight: 4 }, array(group, { maxLength: 3 })),
      erase: boolean(),
      acceptWaste: boolean(),
    }),
  })
})

test('for any wish on any drives: nothing in use is planned, nothing on a drive is lost unasked, no drive twice, always the same', () => {
  let planned = 0
  assert(
    property(someCase, ({ drives, wish }) => {
      const first = plan(wish, { drives })
      expect(plan(wish, { drives })).toEqual(first)
      if (!first.ok) {
        expect(first.problems.length).toBeGreaterThan(0)
        return
      }
      planned += 1
      const create = first.value.commands.at(-1)?.argv ?? ['']
      const after = create.slice(create.indexOf('--') + 1)
      const given = after.filter((word) => word.startsWith('/'))
      expect(new Set(given).size).toBe(given.length)
      for (const id of given) {
        const drive = drives.find((one) => driveId(one) === id)
        expect(drive).toBeDefined()
        for (const use of drive?.uses ?? []) {
          expect(isErasable(use)).toBe(true)
          expect(wish.erase).toBe(true)
        }
        expect(drive?.readOnly).toBe(false)
      }
      // What is erased is what is given, and all that is lost is said.
      const erased = drives.filter((drive) => given.includes(driveId(drive)) && drive.uses.length > 0)
      expect(first.value.losses.length).toBeGreaterThanOrEqual(erased.length)
      for (const { argv } of first.value.commands.slice(0, -1))
        for (const word of argv.filter((one) => one.startsWith('/dev/disk')))
          expect(given.some((id) => word === id || word.startsWith(`${id}-part`))).toBe(true)
      if (wish.groups === undefined && wish.kind === undefined)
        expect(first.value.layout.failures.any).toBeGreaterThan(0)
    }),
    { numRuns: 400 },
  )
  // Else the above would have said nothing.
  expect(planned).toBeGreaterThan(20)
})
