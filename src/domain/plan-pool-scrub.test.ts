import { describe, expect, test } from 'vitest'
import { planScrub, planTrim } from './plan-pool-scrub.ts'
import type { Pool, VdevTrim } from './pool.ts'
import { drivesOf, someSsd } from './testing/drives.ts'
import { linesOf, somePoolFacts } from './testing/pool-facts.ts'
import { leaf, mirror } from './testing/pools.ts'

const scan = (what: 'scrub' | 'resilver', paused = false): Partial<Pool> => ({
  scan: {
    state: 'running',
    what,
    paused,
    startedAt: '',
    doneBytes: 1,
    totalBytes: 2,
    bytesPerSecond: 1,
    secondsLeft: 1,
    repairedBytes: 0,
  },
})

describe('scrub', () => {
  test.each<['start' | 'pause' | 'stop', string, Partial<Pool>, string]>([
    ['start', 'an idle pool', {}, 'zpool scrub -- tank'],
    ['start', 'one that is paused', scan('scrub', true), 'zpool scrub -- tank'],
    ['start', 'one that runs', scan('scrub'), 'wrong_state -'],
    ['start', 'during a resilver', scan('resilver'), 'wrong_state -'],
    // OpenZFS 2.3.2 hangs for good on this one.
    ['start', 'a read-only pool', { readOnly: true }, 'read_only -'],
    ['pause', 'one that runs', scan('scrub'), 'zpool scrub -p -- tank'],
    ['pause', 'one that is paused', scan('scrub', true), 'wrong_state -'],
    ['pause', 'an idle pool', {}, 'wrong_state -'],
    ['stop', 'one that is paused', scan('scrub', true), 'zpool scrub -s -- tank'],
    ['stop', 'an idle pool', {}, 'wrong_state -'],
  ])('%s: %s', (wish, _, pool, expected) => {
    expect(linesOf(planScrub(wish, somePoolFacts(pool))).join(', ')).toBe(expected)
  })
})

describe('trim', () => {
  const id = (name: string) => `/dev/disk/by-id/ata-HDD_S-${name}-part1`
  const with_ = (trim?: VdevTrim): Partial<Pool> => ({
    vdevs: [mirror([leaf(id('sda'), { trim }), leaf(id('sdb'), { trim })])],
  })
  const ssds = { drives: drivesOf([1, 1], someSsd) }

  test.each<['start' | 'pause' | 'stop', string, Partial<Pool>, object, string]>([
    ['start', 'SSDs', with_({ state: 'untrimmed' }), ssds, 'zpool trim -- tank'],
    ['start', 'SSDs of which ZFS tells nothing', with_(), ssds, 'zpool trim -- tank'],
    ['start', 'hard disks', with_(), {}, 'not_supported -'],
    ['start', 'what ZFS cannot trim', with_({ state: 'unsupported' }), ssds, 'not_supported -'],
    ['start', 'one that runs', with_({ state: 'running', percent: 3 }), ssds, 'wrong_state -'],
    ['start', 'one that is held', with_({ state: 'suspended', percent: 3 }), ssds, 'zpool trim -- tank'],
    ['pause', 'one that runs', with_({ state: 'running', percent: 3 }), ssds, 'zpool trim -s -- tank'],
    ['pause', 'none', with_({ state: 'finished', percent: 100 }), ssds, 'wrong_state -'],
    ['stop', 'one that is held', with_({ state: 'suspended', percent: 3 }), ssds, 'zpool trim -c -- tank'],
    ['stop', 'none', with_({ state: 'untrimmed' }), ssds, 'wrong_state -'],
  ])('%s: %s', (wish, _, pool, facts, expected) => {
    expect(linesOf(planTrim(wish, somePoolFacts(pool, facts))).join(', ')).toBe(expected)
  })
})
