import { describe, expect, test } from 'vitest'
import { driveId, type Drive } from './drive.ts'
import { assessLayout } from './pool-layout-assess.ts'
import type { LayoutGroup } from './pool-layout.ts'
import { KiB, TiB } from './size.ts'
import { drivesOf, someDrive, someSsd } from './testing/drives.ts'
import type { VdevShape } from './zfs-space.ts'

const mirror: VdevShape = { kind: 'mirror' }
const raidz = (parity: 1 | 2 | 3): VdevShape => ({ kind: 'raidz', parity })
const alone: VdevShape = { kind: 'single' }

type Part = readonly [shape: VdevShape, drives: readonly Drive[], vdevClass?: LayoutGroup['class']]

function assess(...parts: readonly Part[]) {
  const groups = parts.map(([shape, drives, vdevClass = 'normal']): LayoutGroup => ({
    class: vdevClass,
    shape,
    drives: drives.map(driveId),
  }))
  return assessLayout(
    { groups, ashift: 12 },
    parts.flatMap(([, drives]) => drives),
  )
}

const codesOf = (...parts: readonly Part[]) =>
  assess(...parts).notes.map((note) => `${note.level} ${note.code}`)
// What is said of the drives themselves, and not of the layout.
const known = (changes: Partial<Drive>) => someDrive({ model: 'ST4000VN006', ...changes })
const four = drivesOf([4, 4, 4, 4], known)
const [a, b, c, d] = four as [Drive, Drive, Drive, Drive]
const ssds = drivesOf([1, 1], someSsd, 10)

test('a mirror pair', () => {
  expect(assess([mirror, [a, b]])).toMatchObject({
    title: '1 mirror of 2 drives',
    rawBytes: 8e12,
    wastedBytes: 0,
    failures: { any: 1, atBest: 1 },
    survival: 'Any 1 drive may fail.',
    volblocksizeBytes: 16 * KiB,
    character: { reads: 'like 2 drives together, also small ones all over: good for VMs' },
    notes: [],
  })
  expect(assess([mirror, [a, b]]).usableBytes / TiB).toBeCloseTo(3.51, 1)
})

describe('VM disks on raidz', () => {
  test('their block is chosen so that little is lost, and what is lost is subtracted', () => {
    const five = assess([raidz(2), drivesOf([4, 4, 4, 4, 4], known)])
    expect(five.recommendedVolblocksizeBytes).toBe(32 * KiB)
    expect(
      five.blockCosts.map(({ volblocksizeBytes, inflation }) => [volblocksizeBytes / KiB, inflation]),
    ).toEqual([
      [4, 1.775],
      [8, 1.775],
      [16, 1.332],
      [32, 1.11],
      [64, 1.11],
      [128, 1],
    ])
    expect(five.usableBytes).toBe(Math.floor(five.availableBytes / 1.11))
  })

  test('the size that was asked for counts instead', () => {
    const wished = assessLayout(
      { groups: [{ class: 'normal', shape: raidz(2), drives: four.map(driveId) }], ashift: 12 },
      four,
      { volblocksizeBytes: 4 * KiB },
    )
    expect(wished.volblocksizeBytes).toBe(4 * KiB)
    expect(wished.usableBytes / wished.availableBytes).toBeLessThan(0.75)
  })
})

test('what mixed sizes waste is said', () => {
  const mixed = assess([mirror, drivesOf([8, 4], known)])
  expect(mixed.wastedBytes).toBe(4e12)
  expect(mixed.notes).toEqual([
    {
      code: 'wasted',
      level: 'note',
      text: '3.6 TiB of the larger drives cannot be used beside the smaller ones.',
    },
  ])
  expect(assess([mirror, drivesOf([4, 4.01], known)]).wastedBytes).toBe(0)
})

describe('what to know', () => {
  test.each<[string, readonly Part[], readonly string[]]>([
    ['one drive', [[alone, [a]]], ['danger no-redundancy']],
    [
      'a stripe',
      [
        [alone, [a]],
        [alone, [b]],
      ],
      ['danger no-redundancy'],
    ],
    [
      'a lone special device',
      [
        [mirror, [a, b]],
        [alone, [ssds[0]!], 'special'],
      ],
      ['danger weak-special'],
    ],
    [
      'a special pair on raidz2',
      [
        [raidz(2), four],
        [mirror, ssds, 'special'],
      ],
      ['danger weak-special', 'warning special-stays'],
    ],
    [
      'a special pair on a pair',
      [
        [mirror, [a, b]],
        [mirror, ssds, 'special'],
      ],
      [],
    ],
    [
      'a failing drive',
      [[mirror, [a, known({ kernelName: 'sdz', smart: { known: true, passed: false } })]]],
      ['danger failing-drive'],
    ],
    ['large drives in raidz1', [[raidz(1), drivesOf([16, 16, 16], known)]], ['warning big-raidz1']],
    ['small drives in raidz1', [[raidz(1), [a, b, c]]], []],
    [
      'shingled drives',
      [[mirror, drivesOf([4, 4], (one) => someDrive({ model: 'ST4000DM004', ...one }))]],
      ['warning smr'],
    ],
    ['drives nobody knows', [[mirror, drivesOf([4, 4])]], ['note smr-unknown']],
    ['a USB drive', [[mirror, [a, known({ kernelName: 'sdz', transport: 'usb' })]]], ['warning usb']],
    ['an SSD beside a hard disk', [[mirror, [a, ssds[0]!]]], ['warning mixed-media', 'note wasted']],
    [
      'an SSD pair beside a disk pair',
      [
        [mirror, [a, b]],
        [mirror, ssds],
      ],
      ['warning mixed-media', 'note uneven'],
    ],
    [
      'sectors of 4 and 8 KiB',
      [[mirror, [ssds[0]!, someSsd({ kernelName: 'sdy', physicalSectorBytes: 8192 })]]],
      ['note mixed-sectors'],
    ],
    ['ten in a raidz', [[raidz(2), drivesOf(Array<number>(10).fill(1), someSsd)]], ['warning wide']],
    [
      'a spare that is too small',
      [
        [mirror, [a, b]],
        [alone, [known({ kernelName: 'sdz', sizeBytes: 3e12 })], 'spare'],
      ],
      ['warning small-spare'],
    ],
    [
      'a log',
      [
        [mirror, [a, b]],
        [alone, [ssds[0]!], 'log'],
      ],
      ['note log-use'],
    ],
    [
      'a cache',
      [
        [mirror, [a, b]],
        [alone, [ssds[0]!], 'l2cache'],
      ],
      ['note cache-use'],
    ],
    [
      'a worn SSD',
      [
        [
          mirror,
          [ssds[0]!, someSsd({ kernelName: 'sdy', smart: { known: true, passed: true, wearPercent: 88 } })],
        ],
      ],
      ['warning worn'],
    ],
  ])('%s', (_, parts, expected) => {
    expect(codesOf(...parts)).toEqual(expected)
  })
})

test('survival and titles in words', () => {
  expect(assess([mirror, [a, b]], [mirror, [c, d]])).toMatchObject({
    title: '2 mirrors of 2 drives each',
    survival: 'Any 1 drive may fail, and up to 2 if they are the right ones.',
  })
  expect(assess([alone, [a]], [alone, [b]])).toMatchObject({
    title: '2 drives without redundancy',
    survival: 'If any one of the drives fails, everything is lost.',
    rebuild: null,
  })
  expect(assess([mirror, [a, b]], [alone, [ssds[0]!], 'special'])).toMatchObject({
    title: '1 mirror of 2 drives, special on 1 drive',
    survival: 'If the wrong drive fails, everything is lost; with luck 1 drive may fail.',
  })
  const draid: VdevShape = { kind: 'draid', parity: 2, data: 8, spares: 1 }
  expect(assess([draid, drivesOf(Array<number>(12).fill(4), known)]).title).toBe(
    'dRAID2 of 12 drives (8 data, room for 1 spare)',
  )
})

test('a rebuild takes longer for larger drives, shorter on SSDs, and much longer on shingled ones', () => {
  const hours = (...drives: readonly Drive[]) => (assess([mirror, drives]).rebuild?.toSeconds ?? 0) / 3600
  expect(hours(...drivesOf([16, 16], known))).toBeCloseTo(4 * hours(a, b), 1)
  expect(hours(...drivesOf([4, 4], someSsd))).toBeLessThan(hours(a, b) / 3)
  expect(hours(...drivesOf([4, 4], (one) => someDrive({ model: 'ST4000DM004', ...one })))).toBeGreaterThan(
    5 * hours(a, b),
  )
})
