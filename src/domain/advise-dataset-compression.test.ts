import { describe, expect, test } from 'vitest'
import { adviseDatasetCompression, type CompressionNow } from './advise-dataset-compression.ts'
import type { Advice } from './pool-advice.ts'
import { KiB } from './size.ts'

const mirror = { shape: { kind: 'mirror' }, members: 2, ashift: 12 } as const
const advise = (lz4: number, zstd: number, now: Partial<CompressionNow>, blocks = 1000) =>
  adviseDatasetCompression(
    {
      blockBytes: 64 * KiB,
      results: [
        { algorithm: 'lz4', sizes: Array<number>(blocks).fill(lz4) },
        { algorithm: 'zstd', sizes: Array<number>(blocks).fill(zstd) },
      ],
    },
    mirror,
    { compression: 'lz4', compressRatio: 2, canRewrite: false, ...now },
  )

const text = [32_000, 31_000] as const
const forZstd = [45_000, 30_000] as const
const films = [65_000, 64_000] as const

describe('what to change', () => {
  test.each<[string, readonly [number, number], string, Advice, 'lz4' | 'zstd' | undefined, RegExp]>([
    ['text, with lz4', text, 'lz4', 'no', undefined, /^Leave lz4 on: lz4 saves 50 %/],
    ['text, with on', text, 'on', 'no', undefined, /^Leave lz4 on/],
    ['text, with nothing', text, 'off', 'yes', 'lz4', /^Yes, lz4 in place of off: lz4 saves 50 %/],
    ['text, with zstd', text, 'zstd-3', 'maybe', 'lz4', /^Perhaps, lz4 in place of zstd-3/],
    ['what zstd likes, with lz4', forZstd, 'lz4', 'maybe', 'zstd', /^Perhaps, zstd in place of lz4/],
    ['what zstd likes, with zstd', forZstd, 'zstd', 'no', undefined, /^Leave zstd on/],
    ['what zstd likes, with nothing', forZstd, 'off', 'yes', 'zstd', /^Yes, zstd in place of off/],
    ['films, with lz4', films, 'lz4', 'no', undefined, /^This data hardly shrinks/],
    ['films, with nothing', films, 'off', 'maybe', 'lz4', /it can be on for what else may come/],
    ['films, with gzip', films, 'gzip-9', 'maybe', 'lz4', /gzip-9 works for nothing/],
  ])('%s', (_, [lz4, zstd], compression, advice, change, says) => {
    const said = advise(lz4, zstd, { compression })
    expect([said.advice, said.change]).toEqual([advice, change])
    expect(said.sentence).toMatch(says)
  })

  test('where too little was looked at, nothing is claimed', () => {
    expect(advise(...text, {}, 20)).toMatchObject({ advice: 'unknown' })
    expect(advise(...text, {}, 20).change).toBe(undefined)
    expect(advise(...text, { compression: 'off' }, 20).change).toBe('lz4')
  })
})

describe('what a change brings, apart from what is there', () => {
  test('what takes room now goes on doing so', () => {
    const said = advise(...text, { compression: 'off', compressRatio: 1 })
    expect(said).toMatchObject({ storedNow: 1, stored: { lz4: 0.5, zstd: 0.5 } })
    expect(said.notes.join(' ')).toMatch(
      /takes 100 % of its size and goes on doing so; written anew it would take 50 %/,
    )
  })

  test('what was written before the property was set is told', () => {
    const said = advise(...text, { compressRatio: 1.1 })
    expect(said.advice).toBe('no')
    expect(said.notes.join(' ')).toMatch(
      /mostly written before lz4 was set: it takes 91 % of its size, and would take 50 %/,
    )
    expect(advise(...text, { compressRatio: 2 }).notes.join(' ')).not.toMatch(/before lz4/)
  })

  test('how it is written anew depends on the release', () => {
    const notes = (canRewrite: boolean) => advise(...text, { compressRatio: 1, canRewrite }).notes.join(' ')
    expect(notes(true)).toMatch(/zfs rewrite/)
    expect(notes(false)).toMatch(/as by copying it/)
  })
})
