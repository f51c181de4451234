import { describe, expect, test } from 'vitest'
import { holds, partsFor, type PoolCondition, type PoolSight } from './pool-condition.ts'
import { someDrive } from './testing/drives.ts'
import { group, leaf, mirror, somePool } from './testing/pools.ts'
import type { Pool } from './pool.ts'

const sda = '/dev/disk/by-id/ata-HDD_S-sda'
const a = leaf(`${sda}-part1`)
const b = leaf('/dev/disk/by-id/ata-HDD_S-sdb-part1')
const at = '2026-11-01T06:10:00.000Z'
const scrub = {
  state: 'running',
  what: 'scrub',
  startedAt: at,
  paused: false,
  doneBytes: 1,
  totalBytes: 2,
  bytesPerSecond: 1,
  secondsLeft: 1,
  repairedBytes: 0,
} as const

const about = (changes: Partial<Pool>): PoolSight => ({
  pool: somePool({ vdevs: [mirror([a, b])], ...changes }),
})

describe('what holds', () => {
  const trimming = leaf(a.path, { trim: { state: 'running', percent: 3 } })
  const renewed = group('replacing', 'replacing-0', [a, leaf('/dev/disk/by-id/ata-HDD_S-sdc-part1')])
  test.each<[PoolCondition, PoolSight, PoolSight]>([
    [{ is: 'made', mark: 'm' }, { mark: 'm' }, { mark: 'other' }],
    [{ is: 'imported', guid: somePool().guid }, about({}), about({ guid: '1' })],
    [{ is: 'away', guid: somePool().guid }, {}, about({})],
    [{ is: 'has', drives: [sda] }, about({}), about({ vdevs: [b] })],
    [{ is: 'lacks', guid: a.guid }, about({ vdevs: [b] }), about({})],
    [
      { is: 'replacing', drive: '/dev/disk/by-id/ata-HDD_S-sdc' },
      about({ vdevs: [mirror([renewed, b])] }),
      about({}),
    ],
    [
      { is: 'leaving', guid: mirror([a]).guid },
      about({ vdevs: [mirror([a, b], { removing: true })] }),
      about({}),
    ],
    [{ is: 'offline', guid: a.guid }, about({ vdevs: [leaf(a.path, { state: 'offline' })] }), about({})],
    [{ is: 'online', guid: a.guid }, about({}), about({ vdevs: [leaf(a.path, { state: 'offline' })] })],
    [
      { is: 'larger', guid: a.guid, thanBytes: 5 },
      about({ vdevs: [leaf(a.path, { sizeBytes: 6 })] }),
      about({ vdevs: [leaf(a.path, { sizeBytes: 5 })] }),
    ],
    [{ is: 'at-most', devices: 1 }, about({ vdevs: [a, leaf('/log', { class: 'log' })] }), about({})],
    [{ is: 'scrubbing', after: at }, about({ scan: scrub }), about({})],
    [{ is: 'scrubbing', after: null }, about({}), about({ scan: { ...scrub, paused: true } })],
    [{ is: 'scrubbed', after: null }, about({}), about({ scan: scrub })],
    [{ is: 'scrub-runs' }, about({ scan: scrub }), about({ scan: { ...scrub, paused: true } })],
    [{ is: 'scrub-paused' }, about({ scan: { ...scrub, paused: true } }), about({ scan: scrub })],
    [{ is: 'no-scrub' }, about({}), about({ scan: scrub })],
    [{ is: 'trimming' }, about({ vdevs: [trimming] }), about({})],
    [{ is: 'no-trim' }, about({}), about({ vdevs: [trimming] })],
    [{ is: 'no-trim-runs' }, about({}), about({ vdevs: [trimming] })],
    [
      { is: 'removing' },
      about({ removal: { state: 'running', doneBytes: 0, totalBytes: 1, startedAt: at } }),
      about({}),
    ],
    [
      { is: 'checkpoint' },
      about({ checkpoint: { state: 'exists', createdAt: at, sizeBytes: 1 } }),
      about({}),
    ],
    [
      { is: 'set', of: 'pool', property: 'autotrim', value: 'on' },
      { settings: { pool: { autotrim: { value: 'on', local: true } }, dataset: {} } },
      { settings: { pool: {}, dataset: { autotrim: { value: 'on', local: true } } } },
    ],
    [
      { is: 'has-features', names: ['draid'] },
      { settings: { pool: { 'feature@draid': { value: 'active', local: true } }, dataset: {} } },
      { settings: { pool: {}, dataset: {} } },
    ],
    [
      { is: 'erased', drive: sda, of: 'all' },
      { drives: [someDrive({ kernelName: 'sda' })] },
      { drives: [someDrive({ uses: [{ what: 'content', device: '/dev/sda', type: 'ext4' }] })] },
    ],
    [
      { is: 'erased', drive: sda, of: 'pool-labels' },
      { drives: [someDrive({ uses: [{ what: 'content', device: '/dev/sda', type: 'ext4' }] })] },
      {
        drives: [someDrive({ uses: [{ what: 'pool', device: '/dev/sda1', pool: 'old', imported: false }] })],
      },
    ],
    [{ is: 'any', of: [{ is: 'never-known' }, { is: 'made', mark: 'm' }] }, { mark: 'm' }, {}],
  ])('%o', (condition, yes, no) => {
    expect(holds(condition, yes)).toBe(true)
    expect(holds(condition, no)).toBe(false)
  })

  test('nothing of a pool holds while none is there, and what cannot be known never does', () => {
    expect(holds({ is: 'no-scrub' }, {})).toBe(false)
    expect(holds({ is: 'erased', drive: sda, of: 'all' }, { drives: [] })).toBe(false)
    expect(holds({ is: 'never-known' }, about({}))).toBe(false)
  })
})

test('only what a condition needs is looked at', () => {
  expect(
    partsFor({
      is: 'any',
      of: [
        { is: 'made', mark: 'm' },
        { is: 'erased', drive: sda, of: 'all' },
      ],
    }),
  ).toEqual(['mark', 'drives'])
  expect(partsFor({ is: 'set', of: 'pool', property: 'x', value: 'y' })).toEqual(['settings'])
  expect(partsFor({ is: 'never-known' })).toEqual([])
  expect(partsFor({ is: 'away', guid: '1' })).toEqual(['pool'])
})
