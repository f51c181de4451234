import { describe, expect, test } from 'vitest'
import { planExpand, planOffline, planOnline } from './plan-pool-online.ts'
import { sizeOffered } from './pool-fits.ts'
import type { Pool } from './pool.ts'
import { drivesOf } from './testing/drives.ts'
import { known, linesOf, somePoolFacts } from './testing/pool-facts.ts'
import { leaf, mirror, raidz } from './testing/pools.ts'

const id = (name: string) => `/dev/disk/by-id/ata-HDD_S-${name}-part1`
const a = leaf(id('sda'))
const b = leaf(id('sdb'))
const c = leaf(id('sdc'))
const off = { ...b, state: 'offline' } as const

describe('offline', () => {
  test.each<[string, Pool['vdevs'], string, string]>([
    ['one of a pair', [mirror([a, b])], 'sda', `zpool offline -- tank ${a.guid}`],
    ['one of a raidz1', [raidz(1, [a, b, c])], 'sda', `zpool offline -- tank ${a.guid}`],
    ['a second one of a raidz1', [raidz(1, [a, off, c])], 'sda', 'wrong_state device'],
    [
      'a second one of a raidz2',
      [raidz(2, [a, off, c, leaf(id('sdd'))])],
      'sda',
      `zpool offline -- tank ${a.guid}`,
    ],
    ['the last of a pair', [mirror([a, off])], 'sda', 'wrong_state device'],
    [
      'beside one that is being rebuilt',
      [mirror([a, { ...b, scanning: 'resilvering' }])],
      'sda',
      'wrong_state device',
    ],
    [
      'one that is faulted anyway',
      [raidz(1, [{ ...a, state: 'faulted' }, b, c])],
      'sda',
      `zpool offline -- tank ${a.guid}`,
    ],
    ['a lone device', [a], 'sda', 'wrong_state device'],
    [
      'a cache device',
      [mirror([a, b]), leaf(id('sdc'), { class: 'l2cache' })],
      'sdc',
      'not_supported device',
    ],
    ['nothing', [a], 'sdz', 'not_found device'],
  ])('%s', (_, vdevs, device, expected) => {
    expect(linesOf(planOffline({ device }, somePoolFacts({ vdevs }))).join(', ')).toBe(expected)
  })

  test('only until the host restarts', () => {
    expect(linesOf(planOffline({ device: 'sda', temporary: true }, somePoolFacts()))[0]).toMatch(
      /^zpool offline -t -- tank/,
    )
  })

  test.each<[string, Pool['vdevs'], RegExp]>([
    ['no more', [mirror([a, b])], /no other drive of its group may fail/],
    ['one more', [raidz(2, [a, b, c, leaf(id('sdd'))])], /still survives 1 more failure\./],
  ])('says how many may still fail: %s', (_, vdevs, says) => {
    const planned = planOffline({ device: 'sda' }, somePoolFacts({ vdevs }))
    expect(planned.ok && planned.value.notes[0]).toMatch(says)
  })
})

test('online again, and what was missed is copied', () => {
  const planned = planOnline('sdb', somePoolFacts({ vdevs: [mirror([a, off])] }))
  expect(linesOf(planned)).toEqual([`zpool online -- tank ${b.guid}`])
  expect(planned).toMatchObject({ value: { waitFor: 'resilver' } })
})

describe('expand', () => {
  const [large] = drivesOf([8], known)
  const used = sizeOffered({ sizeBytes: 4e12, logicalSectorBytes: 512 })
  const vdevs = [
    mirror([
      { ...a, sizeBytes: used },
      { ...b, sizeBytes: used },
    ]),
  ]

  test('takes the whole of every larger drive', () => {
    const drives = [large!, ...drivesOf([4], known, 1)]
    expect(linesOf(planExpand(somePoolFacts({ vdevs }, { drives })))).toEqual([
      `zpool online -e -- tank ${a.guid}`,
    ])
  })

  test('is refused where there is nothing to take', () => {
    expect(linesOf(planExpand(somePoolFacts({ vdevs })))).toEqual(['wrong_state -'])
  })
})
