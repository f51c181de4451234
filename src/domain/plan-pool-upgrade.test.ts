import { expect, test } from 'vitest'
import { planUpgrade } from './plan-pool-upgrade.ts'
import { costOf } from './pool-features.ts'
import { linesOf, somePoolFacts } from './testing/pool-facts.ts'

test('who cannot import the pool any more is said', () => {
  const features = {
    raidz_expansion: 'disabled',
    head_errlog: 'disabled',
    blake3: 'enabled',
    zstd_compress: 'active',
  } as const
  const planned = planUpgrade(somePoolFacts({}, { features }))
  expect(linesOf(planned)).toEqual(['zpool upgrade -- tank'])
  expect(planned).toMatchObject({
    value: { title: 'Give tank 2 new features: head_errlog, raidz_expansion' },
  })
  expect(planned.ok && planned.value.notes).toEqual([
    'There is no way back: a feature that is enabled is never disabled again.',
    'Hosts with ZFS older than 2.3 cannot import the pool any more: Ubuntu 22.04, Debian 12 (2.1), Ubuntu 24.04 (2.2). Rescue systems are often older.',
    expect.stringMatching(/leave it until/),
  ])
})

test('features nobody knows are told as such', () => {
  const planned = planUpgrade(somePoolFacts({}, { features: { 'org.new:thing': 'disabled' } }))
  expect(planned.ok && planned.value.notes[1]).toBe(
    'What org.new:thing asks of other hosts is not known here.',
  )
})

test.each([
  ['nothing to upgrade', { features: { blake3: 'active' } as const }, 'wrong_state -'],
  ['features that could not be read', { features: undefined }, 'zfs_unavailable -'],
])('%s', (_, facts, expected) => {
  expect(linesOf(planUpgrade(somePoolFacts({}, facts))).join(', ')).toBe(expected)
})

test.each<[readonly string[], string | null]>([
  [[], null],
  [['encryption', 'zstd_compress'], null],
  [['draid'], '2.1'],
  [['draid', 'fast_dedup', 'blake3'], '2.3'],
  [['physical_rewrite'], '2.4'],
])('%j needs %s', (names, needs) => {
  expect(costOf(names)).toEqual({ needs, unknown: [] })
})
