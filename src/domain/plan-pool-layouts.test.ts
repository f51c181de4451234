import { assert, constantFrom, integer, property, record, uniqueArray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { driveId, type Drive } from './drive.ts'
import { layOutPool } from './plan-pool-layouts.ts'
import { isVital, type LayoutGroup } from './pool-layout.ts'
import { drivesOf, someDrive, someSsd } from './testing/drives.ts'

const known = (changes: Partial<Drive>) => someDrive({ model: 'ST4000VN006', ...changes })
const same = (count: number, sizeTB: number, make = known) =>
  drivesOf(Array<number>(count).fill(sizeTB), make)

describe('what is recommended', () => {
  test.each<[string, readonly Drive[], string | undefined]>([
    ['nothing of one drive', same(1, 4), undefined],
    ['nothing of none', [], undefined],
    ['two', same(2, 4), '1 mirror of 2 drives'],
    ['three', same(3, 4), 'raidz1 of 3 drives'],
    ['three large ones', same(3, 16), '1 mirror of 3 drives'],
    ['four', same(4, 4), '2 mirrors of 2 drives each'],
    ['five', same(5, 4), 'raidz2 of 5 drives'],
    ['six', same(6, 4), 'raidz2 of 6 drives'],
    ['six large ones', same(6, 16), 'raidz2 of 6 drives'],
    ['twelve large ones', same(12, 16), '2 × raidz2 of 6 drives each'],
    ['four SSDs', same(4, 1, someSsd), '2 mirrors of 2 drives each'],
    ['2 × 4, 2 × 8 and 3 TB', drivesOf([4, 8, 3, 4, 8], known), '2 mirrors of 2 drives each'],
    ['8, 4 and 4 TB', drivesOf([8, 4, 4], known), 'raidz1 of 3 drives'],
    ['a disk and an SSD', [...same(1, 4), ...drivesOf([1], someSsd, 1)], '1 mirror of 2 drives'],
    [
      'four disks and two SSDs',
      [...same(4, 4), ...drivesOf([1, 1], someSsd, 4)],
      '2 mirrors of 2 drives each',
    ],
  ])('%s: %s', (_, drives, title) => {
    expect(layOutPool(drives).recommended?.title).toBe(title)
  })

  test('in plain words, with the reason and what is left', () => {
    expect(layOutPool(drivesOf([4, 8, 3, 4, 8], known)).reason).toBe(
      '2 mirrors of 2 drives each: 10.8 TiB for VMs. Any 1 drive may fail, and up to 2 if they are the right ones. A failed drive is replaced and rebuilt in about 7 to 57 hours. Mirrors are the quickest for VMs, waste nothing on small blocks, and grow by two drives at a time. ST4000VN006 (serial S-sdc) is left.',
    )
    expect(layOutPool(same(1, 4)).reason).toMatch(/^One drive alone keeps no second copy/)
    expect(layOutPool([]).reason).toBe('There is no drive a pool could be made of.')
    expect(layOutPool([...same(4, 4), ...drivesOf([1, 1], someSsd, 4)]).reason).toContain(
      'make a second, fast pool',
    )
  })

  test('like sizes are paired, and the odd one is left', () => {
    const drives = drivesOf([4, 8, 3, 4, 8], known)
    const groups = layOutPool(drives).recommended?.layout.groups.map((group) => group.drives)
    const idOf = (...kernelNames: string[]) => kernelNames.map((name) => `/dev/disk/by-id/ata-HDD_S-${name}`)
    expect(groups).toEqual([idOf('sdb', 'sde'), idOf('sda', 'sdd')])
  })
})

describe('every sensible choice is there', () => {
  const titles = (drives: readonly Drive[]) => layOutPool(drives).layouts.map((one) => one.title)

  test('of six drives', () => {
    expect(titles(same(6, 4)).toSorted()).toEqual([
      '2 mirrors of 3 drives each',
      '2 × raidz1 of 3 drives each',
      '3 mirrors of 2 drives each',
      'raidz1 of 5 drives, 1 spare',
      'raidz1 of 6 drives',
      'raidz2 of 5 drives, 1 spare',
      'raidz2 of 6 drives',
      'raidz3 of 6 drives',
    ])
  })

  test('of very many, dRAID too; of few, none', () => {
    expect(titles(same(12, 16)).some((title) => title.startsWith('dRAID2'))).toBe(true)
    expect(titles(same(11, 16)).some((title) => title.startsWith('dRAID'))).toBe(false)
  })

  test('of disks and SSDs, with special, log and cache', () => {
    const found = titles([...same(4, 4), ...drivesOf([1, 1], someSsd, 4)])
    expect(found).toContain('2 mirrors of 2 drives each, special on 1 mirror of 2 drives')
    expect(found).toContain('2 mirrors of 2 drives each, log on 1 mirror of 2 drives')
    expect(found).toContain('2 mirrors of 2 drives each, cache on 1 drive')
    // Two SSDs are one too few to be as safe as raidz2.
    expect(found.some((title) => title.startsWith('raidz2') && title.includes('special'))).toBe(false)
    expect(found).toContain('1 mirror of 2 drives')
  })

  test('of mixed sizes, also the larger ones alone', () => {
    expect(titles(drivesOf([4, 8, 3, 4, 8], known))).toEqual(
      expect.arrayContaining(['raidz2 of 5 drives', 'raidz2 of 4 drives', '1 mirror of 2 drives']),
    )
  })
})

describe('asked for by name', () => {
  test.each([
    ['single', 1, '1 drive'],
    ['stripe', 3, '3 drives without redundancy'],
    ['raidz1', 5, 'raidz1 of 5 drives'],
    ['draid1', 14, 'dRAID1 of 14 drives (8 data, room for 1 spare)'],
  ] as const)('%s of %d', (kind, count, title) => {
    const choices = layOutPool(same(count, 4), { kind })
    expect(choices.recommended?.title).toBe(title)
    if (kind === 'single' || kind === 'stripe')
      expect(choices.recommended?.notes[0]).toMatchObject({ code: 'no-redundancy', level: 'danger' })
  })

  test('and impossible', () => {
    expect(layOutPool(same(2, 4), { kind: 'raidz2' })).toMatchObject({
      recommended: null,
      reason: 'These 2 drives cannot make a raidz2 pool.',
    })
  })
})

test.each<[Partial<Drive>, string]>([
  [{ byIdPath: undefined }, 'it has no lasting path below /dev/disk/by-id'],
  [{ readOnly: true }, 'it is write-protected'],
  [{ zoned: 'host-managed' }, 'it is a host-managed SMR drive, which ZFS cannot write to'],
  [{ sizeBytes: 5e8 }, 'it holds only 477 MiB'],
  [{ smart: { known: true, passed: false } }, 'it says of itself that it is failing'],
  [{ transport: 'usb' }, 'it is on USB, and there are other drives'],
])('a drive is left out: %j', (changes, because) => {
  const odd = someDrive({ kernelName: 'sdz', ...changes })
  const choices = layOutPool([...same(2, 4), odd])
  expect(choices.unused).toEqual([{ drive: driveId(odd), because }])
  expect(choices.recommended?.title).toBe('1 mirror of 2 drives')
})

test('USB drives are used where there are no others', () => {
  const choices = layOutPool(same(2, 4, (one) => known({ transport: 'usb', ...one })))
  expect(choices.recommended?.notes.map((note) => note.code)).toEqual(['usb'])
})

const someDrives = uniqueArray(
  record({
    serial: integer({ min: 0, max: 999 }).map(String),
    sizeBytes: integer({ min: 2, max: 24_000 }).map((gigabytes) => gigabytes * 1e9),
    rotational: constantFrom(true, true, false),
    transport: constantFrom('sata' as const, 'nvme' as const, 'sas' as const, 'usb' as const),
    physicalSectorBytes: constantFrom(512, 4096, 8192),
    logicalSectorBytes: constantFrom(512, 512, 4096),
  }),
  { selector: (one) => one.serial, minLength: 0, maxLength: 16 },
).map((all) => all.map((changes) => known({ ...changes, kernelName: `d${changes.serial}` })))

/** Whether each vital group still has enough members when these drives are gone. */
function isWhole(groups: readonly LayoutGroup[], gone: ReadonlySet<string>): boolean {
  return groups.filter(isVital).every(({ shape, drives }) => {
    const left = drives.filter((id) => !gone.has(id)).length
    switch (shape.kind) {
      case 'single':
        return left === drives.length
      case 'mirror':
        return left >= 1
      case 'raidz':
      case 'draid':
        return left >= drives.length - shape.parity
    }
  })
}

test('for any drives: each used at most once, no space from nothing, as safe as it says, and always the same', () => {
  assert(
    property(someDrives, integer(), (drives, seed) => {
      const choices = layOutPool(drives)
      const ids = new Set(drives.map(driveId))
      for (const { layout, failures, ...one } of choices.layouts) {
        const taken = layout.groups.flatMap((group) => group.drives)
        expect(new Set(taken).size).toBe(taken.length)
        expect(taken.every((id) => ids.has(id))).toBe(true)
        expect(one.usableBytes).toBeGreaterThanOrEqual(0)
        expect(one.usableBytes).toBeLessThanOrEqual(one.availableBytes)
        expect(one.availableBytes).toBeLessThanOrEqual(one.rawBytes)
        expect(one.wastedBytes).toBeLessThan(one.rawBytes)
        expect(failures.any).toBeGreaterThan(0)
        // Any so many: here those that sit together, and those after each other from somewhere on.
        for (const group of layout.groups)
          expect(isWhole(layout.groups, new Set(group.drives.slice(0, failures.any)))).toBe(true)
        const from = Math.abs(seed) % Math.max(1, taken.length)
        const gone = Array.from(
          { length: failures.any },
          (_, index) => taken[(from + index * 3) % taken.length] ?? '',
        )
        expect(isWhole(layout.groups, new Set(gone))).toBe(true)
      }
      const shuffled = drives.toSorted(
        (one, other) => ((Number(one.serial) * 31 + seed) % 97) - ((Number(other.serial) * 31 + seed) % 97),
      )
      expect(layOutPool(shuffled).layouts).toEqual(choices.layouts)
      const offered = drives.length - choices.unused.length
      if (offered >= 2) expect(choices.recommended?.failures.any).toBeGreaterThan(0)
      expect(choices.reason).not.toBe('')
    }),
    { numRuns: 60 },
  )
})
