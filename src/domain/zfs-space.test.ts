import { assert, constant, constantFrom, integer, oneof, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GiB, KiB, MiB, TiB } from './size.ts'
import {
  allocatedFor,
  availableBytes,
  inflationOf,
  memberBytes,
  partitionBytes,
  partitionFor,
  vdevSpace,
  type VdevShape,
} from './zfs-space.ts'

const raidz1: VdevShape = { kind: 'raidz', parity: 1 }
const raidz2: VdevShape = { kind: 'raidz', parity: 2 }

describe('as OpenZFS 2.3.2 said of real pools', () => {
  test('a disk of 2 GiB alone', () => {
    const partition = partitionBytes(2 * GiB, 512)
    expect(partition).toBe(2_136_997_888)
    expect(vdevSpace({ kind: 'single' }, [memberBytes(partition)], 12)).toEqual({
      sizeBytes: 2_013_265_920,
      dataBytes: 2_013_265_920,
      embeddedLogBytes: 0,
    })
  })

  test('raidz1 of three such disks, and what zfs list had left of it', () => {
    const member = memberBytes(partitionBytes(2 * GiB, 512))
    const space = vdevSpace(raidz1, [member, member, member], 12)
    expect(space).toEqual({ sizeBytes: 5_905_580_032, dataBytes: 3_933_208_576, embeddedLogBytes: 0 })
    // 354,304,000 bytes were allocated and a moment later 3,563,171,616 available: the pool was being written to.
    const used = (354_304_000 / 512) * 341
    expect(Math.abs(availableBytes([space]) - used - 3_563_171_616)).toBeLessThan(MiB)
  })

  test('raidz1 of three files of 256 MiB, and the smallest that can replace one', () => {
    const space = vdevSpace(raidz1, Array(3).fill(memberBytes(256 * MiB)), 12)
    expect(space).toMatchObject({ sizeBytes: 738_197_504, dataBytes: 491_651_072 })
    expect(partitionFor(Math.ceil(space.sizeBytes / 3))).toBe(250_784_427)
  })
})

// Made with OpenZFS 2.3.2 on virtual disks of 4,000,787,030,016 bytes, ashift 12: SIZE of `zpool list`, USED + AVAIL of `zfs list`.
describe('as OpenZFS 2.3.2 said of new pools on 4 TB drives', () => {
  const member = memberBytes(partitionBytes(4_000_787_030_016, 512))
  test.each<[string, VdevShape, number, number, number, number]>([
    ['one drive', { kind: 'single' }, 1, 1, 3_985_729_650_688, 3_861_712_470_016],
    ['a pair', { kind: 'mirror' }, 2, 1, 3_985_729_650_688, 3_861_712_470_016],
    ['two pairs', { kind: 'mirror' }, 2, 2, 7_971_459_301_376, 7_834_020_347_904],
    ['raidz1 of 3', raidz1, 3, 1, 11_991_548_690_432, 7_849_119_842_304],
    ['raidz1 of 4', raidz1, 4, 1, 15_994_458_210_304, 11_483_534_589_952],
    ['raidz1 of 5', raidz1, 5, 1, 19_997_367_730_176, 15_837_020_815_360],
    ['raidz2 of 6', raidz2, 6, 1, 24_000_277_250_048, 15_847_120_699_392],
    ['raidz3 of 6', { kind: 'raidz', parity: 3 }, 6, 1, 24_000_277_250_048, 11_112_691_007_488],
  ])('%s', (_, shape, members, vdevs, sizeBytes, available) => {
    const spaces = Array.from({ length: vdevs }, () =>
      vdevSpace(shape, Array<number>(members).fill(member), 12),
    )
    expect(spaces.reduce((sum, space) => sum + space.sizeBytes, 0)).toBe(sizeBytes)
    expect(availableBytes(spaces)).toBe(available)
  })

  // dRAID, on files of 4 TiB: to a millionth, as its metaslabs start where they must.
  test.each<[string, 1 | 2 | 3, number, number, number, number]>([
    ['draid2:4d:12c:1s', 2, 4, 12, 48_361_285_632_000, 32_071_932_922_528],
    ['draid2:8d:12c:1s', 2, 8, 12, 48_361_239_511_040, 38_494_879_327_808],
    ['draid3:8d:12c:1s', 3, 8, 12, 48_361_216_425_984, 35_000_007_356_032],
    ['draid1:8d:14c:1s', 1, 8, 14, 57_157_315_743_744, 50_656_659_998_488],
  ])('%s', (_, parity, data, members, sizeBytes, available) => {
    const shape: VdevShape = { kind: 'draid', parity, data, spares: 1 }
    const space = vdevSpace(shape, Array<number>(members).fill(memberBytes(4 * TiB)), 12)
    expect(Math.abs(space.sizeBytes / sizeBytes - 1)).toBeLessThan(2e-6)
    expect(Math.abs(availableBytes([space]) / available - 1)).toBeLessThan(2e-6)
  })
})

describe('sizes of real drives', () => {
  test('a mirror of two 4 TB drives loses labels, a metaslab and the slop', () => {
    const member = memberBytes(partitionBytes(4_000_787_030_016, 512))
    const space = vdevSpace({ kind: 'mirror' }, [member, member], 12)
    expect(space.sizeBytes).toBe(232 * 16 * GiB)
    expect(space.embeddedLogBytes).toBe(16 * GiB)
    // 97 % of the whole, whatever the size of the metaslabs.
    expect(availableBytes([space]) / space.sizeBytes).toBeCloseTo(31 / 32, 3)
  })

  test('a tiny pool gives up half, a huge one no more than 128 GiB', () => {
    expect(availableBytes([{ sizeBytes: 0, dataBytes: 100 * MiB, embeddedLogBytes: 0 }])).toBe(50 * MiB)
    expect(availableBytes([{ sizeBytes: 0, dataBytes: 100 * TiB, embeddedLogBytes: 0 }])).toBe(
      100 * TiB - 128 * GiB,
    )
  })

  test('sectors of 4 KiB make the reserved parts eight times as large', () => {
    expect(partitionBytes(4e12, 512) - partitionBytes(4e12, 4096)).toBeGreaterThan(60 * MiB)
  })
})

describe('what a block takes', () => {
  test.each<[string, VdevShape, number, number, number, number]>([
    ['mirror', { kind: 'mirror' }, 2, 12, 16, 16],
    ['mirror of 8K sectors, 4K block', { kind: 'mirror' }, 2, 13, 4, 8],
    ['raidz1 of 3, 4K: a copy', raidz1, 3, 12, 4, 8],
    ['raidz1 of 3, 16K', raidz1, 3, 12, 16, 24],
    ['raidz1 of 5, 16K pads a sector', raidz1, 5, 12, 16, 24],
    ['raidz2 of 6, 4K: three times', raidz2, 6, 12, 4, 12],
    ['raidz2 of 6, 8K', raidz2, 6, 12, 8, 24],
    ['raidz2 of 6, 128K', raidz2, 6, 12, 128, 192],
    ['draid2 of 8 data, 4K: a whole stripe', { kind: 'draid', parity: 2, data: 8, spares: 1 }, 12, 12, 4, 40],
  ])('%s', (_, shape, members, ashift, blockKiB, allocatedKiB) => {
    expect(allocatedFor(shape, members, ashift, blockKiB * KiB)).toBe(allocatedKiB * KiB)
  })

  test.each<[string, VdevShape, number, number, number]>([
    ['a mirror', { kind: 'mirror' }, 2, 8, 1],
    ['raidz1', raidz1, 5, 16, 1.2],
    ['raidz2', raidz2, 6, 8, 2],
    ['raidz2', raidz2, 6, 16, 1],
    ['raidz2', raidz2, 6, 128, 1],
  ])('over the promise: %s (%#)', (_, shape, members, blockKiB, inflation) => {
    expect(inflationOf(shape, members, 12, blockKiB * KiB)).toBeCloseTo(inflation, 2)
  })
})

const shapes = oneof(
  constant<VdevShape>({ kind: 'mirror' }),
  constantFrom<1 | 2 | 3>(1, 2, 3).map((parity): VdevShape => ({ kind: 'raidz', parity })),
  record({ parity: constantFrom<1 | 2 | 3>(1, 2, 3), data: integer({ min: 1, max: 8 }) }).map(
    (one): VdevShape => ({ kind: 'draid', spares: 1, ...one }),
  ),
)

test('for any vdev: no space from nothing, and larger blocks are never dearer by the byte than one sector', () => {
  assert(
    property(
      shapes,
      integer({ min: 0, max: 12 }),
      integer({ min: 1, max: 30_000 }),
      integer({ min: 12, max: 14 }),
      constantFrom(4, 8, 16, 32, 64, 128),
      (shape, more, gigabytes, ashift, blockKiB) => {
        const least = shape.kind === 'draid' ? shape.parity + shape.data + shape.spares : 4
        const drives = Array<number>(least + more).fill(gigabytes * 1e9)
        const members = drives.map((drive) => memberBytes(partitionBytes(drive, 512)))
        const space = vdevSpace(shape, members, ashift)
        const raw = drives.reduce((sum, drive) => sum + drive, 0)
        expect(space.dataBytes).toBeLessThanOrEqual(space.sizeBytes)
        expect(space.sizeBytes).toBeLessThanOrEqual(raw)
        expect(availableBytes([space])).toBeGreaterThanOrEqual(0)
        expect(availableBytes([space])).toBeLessThanOrEqual(space.dataBytes)
        const block = blockKiB * KiB
        expect(allocatedFor(shape, drives.length, ashift, block)).toBeGreaterThanOrEqual(block)
        expect(inflationOf(shape, drives.length, ashift, block)).toBeGreaterThanOrEqual(1)
      },
    ),
  )
})
