import { array, assert, constantFrom, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  adviseCompression,
  adviseDedup,
  sampleSize,
  type Advice,
  type DedupFacts,
  type DedupSample,
} from './pool-advice.ts'
import { GiB, KiB, MiB, TiB } from './size.ts'
import type { VdevShape } from './zfs-space.ts'

const facts: DedupFacts = { hostTotalMiB: 32 * 1024, fastDedup: true, tableOn: 'flash' }

/** A million blocks of 16 KiB in all, of which every hundredth hash is kept. */
const sample = (changes: Partial<DedupSample> = {}): DedupSample => ({
  keptOneIn: 100,
  blocks: 10_000,
  storedBytes: (changes.blocks ?? 10_000) * 16 * KiB,
  uniqueBlocks: 4000,
  uniqueStoredBytes: (changes.uniqueBlocks ?? 4000) * 16 * KiB,
  zeroBlocks: 0,
  sharedBlocks: 0,
  readShare: 1,
  ...changes,
})

describe('dedup', () => {
  test.each<[string, Partial<DedupSample>, Partial<DedupFacts>, Advice, RegExp]>([
    [
      'much repeats',
      {},
      {},
      'yes',
      /^Yes: it would save 9\.2 GiB \(2\.50 to 1\) and take 82\.4 MiB of memory for good\.$/,
    ],
    [
      'much repeats, the table on hard disks',
      {},
      { tableOn: 'disks' },
      'maybe',
      /looks the table up on hard disks/,
    ],
    ['some repeats', { uniqueBlocks: 6000 }, {}, 'maybe', /^Perhaps: it would save 6\.1 GiB \(1\.67 to 1\)/],
    ['hardly anything repeats', { uniqueBlocks: 9000 }, {}, 'no', /too little repeats/],
    [
      'the table does not fit',
      { keptOneIn: 10_000 },
      { hostTotalMiB: 8192 },
      'no',
      /more than a sixteenth of this host’s memory/,
    ],
    ['too little was looked at', { blocks: 600, uniqueBlocks: 499 }, {}, 'unknown', /Too little/],
  ])('%s', (_, changes, more, advice, says) => {
    const said = adviseDedup(sample(changes), { ...facts, ...more })
    expect(said.advice).toBe(advice)
    expect(said.sentence).toMatch(says)
  })

  test('an entry of fast dedup takes less memory', () => {
    expect(adviseDedup(sample(), facts).tableMemoryBytes).toBe(400_000 * 216)
    expect(adviseDedup(sample(), { ...facts, fastDedup: false }).tableMemoryBytes).toBe(400_000 * 320)
  })

  test('what else to know depends on the host', () => {
    const notes = (more: Partial<DedupFacts>, changes: Partial<DedupSample> = {}) =>
      adviseDedup(sample(changes), { ...facts, ...more }).notes.join(' ')
    expect(notes({})).toMatch(/dedup_table_quota/)
    expect(notes({ fastDedup: false })).toMatch(/nothing limits it/)
    expect(notes({ tableOn: 'disks' })).toMatch(/special vdev of mirrored SSDs/)
    expect(notes({}, { zeroBlocks: 20_000 })).toMatch(/zeros/)
    expect(notes({}, { sharedBlocks: 10_000 })).toMatch(/left out here \(50 % of what was looked at\)/)
    expect(notes({}, { readShare: 0.25 })).toMatch(/25 % of the data was read.*it may save more/)
  })

  test('what was read stands for the rest', () => {
    const said = adviseDedup(sample({ readShare: 0.25 }), facts)
    expect(said.tableEntries).toBe(4 * 400_000)
    expect(said.savedBytes).toBe(4 * 6000 * 100 * 16 * KiB)
    expect(said.ratio).toBe(2.5)
    expect(said.sentence).toMatch(/would save at least 36\.6 GiB/)
  })

  test('where little was read, few repeats may stand for many', () => {
    // A tenth of what is there twice: one in twenty of its copies comes up again.
    const seen = sample({ uniqueBlocks: 9500, readShare: 0.1 })
    const said = adviseDedup(seen, facts)
    expect(said.advice).toBe('unknown')
    expect(said.sentence).toMatch(/there may be 1\.05 to 2\.0 copies/)
    expect(adviseDedup({ ...seen, readShare: 1 }, facts)).toMatchObject({
      advice: 'no',
      ratioAtMost: 10_000 / 9500,
    })
    expect(adviseDedup(sample({ uniqueBlocks: 10_000, readShare: 0.01 }), facts)).toMatchObject({
      advice: 'no',
      ratio: 1,
    })
  })

  test('what it can be at most is never less than the truth', () => {
    assert(
      property(
        array(integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 30 }),
        integer({ min: 1, max: 99 }),
        (copies, percent) => {
          const share = percent / 100
          const all = copies.reduce((sum, one) => sum + one, 0)
          // What is to be expected when each copy is read with this chance.
          const blocks = 1e6 * share * all
          const uniqueBlocks = 1e6 * copies.reduce((sum, one) => sum + 1 - (1 - share) ** one, 0)
          const said = adviseDedup(sample({ blocks, uniqueBlocks, readShare: share }), facts)
          expect(said.ratio).toBeLessThanOrEqual(all / copies.length + 1e-9)
          expect(said.ratioAtMost).toBeGreaterThanOrEqual(all / copies.length - 1e-6)
        },
      ),
    )
  })

  test('blocks of several sizes count by what they take', () => {
    const said = adviseDedup(sample({ storedBytes: 300 * MiB, uniqueStoredBytes: 100 * MiB }), facts)
    expect(said.ratio).toBe(3)
    expect(said.savedBytes).toBe(100 * 200 * MiB)
  })

  test('sampling by hash finds the ratio of the whole', () => {
    // Every distinct block three times, hashes spread evenly: what is kept repeats as often as all does.
    const distinct = Array.from({ length: 60_000 }, (_, index) => (index * 2_654_435_761) % 2 ** 32)
    const kept = distinct.filter((hash) => hash % 64 === 0)
    const said = adviseDedup(
      sample({ keptOneIn: 64, blocks: kept.length * 3, uniqueBlocks: kept.length }),
      facts,
    )
    expect(said.ratio).toBe(3)
    expect(said.tableEntries / distinct.length).toBeCloseTo(1, 1)
  })

  test('how much to look at', () => {
    expect(sampleSize(GiB, 16 * KiB)).toEqual({ readBytes: GiB, keptOneIn: 3 })
    expect(sampleSize(TiB, 16 * KiB)).toEqual({ readBytes: 64 * GiB, keptOneIn: 209 })
    expect(sampleSize(0, 16 * KiB)).toEqual({ readBytes: 0, keptOneIn: 1 })
  })
})

const mirror = { shape: { kind: 'mirror' }, members: 2, ashift: 12 } as const
const raidz1 = { shape: { kind: 'raidz', parity: 1 }, members: 3, ashift: 12 } as const
const blocks = (size: number) => Array<number>(1000).fill(size)
const both = (lz4: number, zstd: number, blockBytes = 64 * KiB) => ({
  blockBytes,
  results: [
    { algorithm: 'lz4', sizes: blocks(lz4) },
    { algorithm: 'zstd', sizes: blocks(zstd) },
  ] as const,
})

describe('compression', () => {
  test.each<[string, Parameters<typeof adviseCompression>[0], 'lz4' | 'zstd', Advice, RegExp]>([
    ['text', both(32_000, 29_000), 'lz4', 'yes', /^lz4 saves 50 %, and zstd hardly more \(50 %\)/],
    ['text that zstd likes', both(45_000, 30_000), 'zstd', 'maybe', /^zstd saves 50 % and lz4 31 %/],
    ['films', both(65_000, 64_000), 'lz4', 'no', /hardly shrinks/],
    [
      'lz4 alone',
      { blockBytes: 64 * KiB, results: [{ algorithm: 'lz4', sizes: blocks(30_000) }] },
      'lz4',
      'yes',
      /^lz4 saves 50 %\.$/,
    ],
    [
      'little',
      { blockBytes: 64 * KiB, results: [{ algorithm: 'lz4', sizes: [1, 2] }] },
      'lz4',
      'unknown',
      /Too little/,
    ],
    ['nothing', { blockBytes: 64 * KiB, results: [] }, 'lz4', 'unknown', /Too little/],
  ])('%s', (_, sampled, choose, advice, says) => {
    const said = adviseCompression(sampled, mirror)
    expect([said.choose, said.advice]).toEqual([choose, advice])
    expect(said.sentence).toMatch(says)
  })

  test('what saves less than an eighth is not kept, and the rest is rounded to sectors', () => {
    expect(adviseCompression(both(57_344, 57_345), mirror).stored).toEqual({ lz4: 0.875, zstd: 1 })
    expect(adviseCompression(both(1, 4097), mirror).stored).toEqual({ lz4: 1 / 16, zstd: 2 / 16 })
  })

  test('the short blocks of small files count for what they are', () => {
    const sizes = [...blocks(4000), ...blocks(60_000)]
    const of = [...blocks(8192), ...blocks(64 * KiB)]
    const { stored } = adviseCompression(
      { blockBytes: 64 * KiB, results: [{ algorithm: 'lz4', sizes, of }] },
      mirror,
    )
    // One of two sectors, and sixteen of sixteen.
    expect(stored).toEqual({ lz4: 17 / 18 })
  })

  test('small blocks on raidz save in steps of a sector with its parity', () => {
    const said = adviseCompression(both(12_000, 8000, 16 * KiB), raidz1)
    // 16 KiB takes 6 sectors there, 12 KiB as many, 8 KiB four.
    expect(said.stored).toEqual({ lz4: 1, zstd: 4 / 6 })
    expect(said.notes.join(' ')).toMatch(/blocks this small on raidz/)
  })

  test('for any sizes, never more is stored than without', () => {
    const shapes = constantFrom<VdevShape>(
      { kind: 'mirror' },
      { kind: 'raidz', parity: 1 },
      { kind: 'raidz', parity: 2 },
      { kind: 'draid', parity: 1, data: 2, spares: 1 },
    )
    assert(
      property(
        array(integer({ min: 0, max: 70_000 }), { minLength: 1, maxLength: 50 }),
        shapes,
        (sizes, shape) => {
          const { stored } = adviseCompression(
            { blockBytes: 64 * KiB, results: [{ algorithm: 'lz4', sizes }] },
            { shape, members: 6, ashift: 12 },
          )
          expect(stored.lz4).toBeGreaterThan(0)
          expect(stored.lz4).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})
