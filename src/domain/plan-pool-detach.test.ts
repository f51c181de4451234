import { expect, test } from 'vitest'
import { planDetach } from './plan-pool-detach.ts'
import type { Pool } from './pool.ts'
import { linesOf, somePoolFacts } from './testing/pool-facts.ts'
import { group, leaf, mirror, raidz } from './testing/pools.ts'

const id = (name: string) => `/dev/disk/by-id/ata-HDD_S-${name}-part1`
const a = leaf(id('sda'))
const b = leaf(id('sdb'))
const c = leaf(id('sdc'))
const bad = { ...b, state: 'faulted' } as const
const filling = { ...c, scanning: 'resilvering' } as const
const go = (guid: string) => `zpool detach -- tank ${guid}`

test.each<[string, Pool['vdevs'], string, boolean, string]>([
  ['one of three', [mirror([a, b, c])], 'sda', false, go(a.guid)],
  ['one of two, unasked', [mirror([a, b])], 'sda', false, 'invalid_input device'],
  ['one of two, meant', [mirror([a, b])], 'sda', true, go(a.guid)],
  ['the broken one of three', [mirror([a, bad, c])], 'sdb', false, go(b.guid)],
  ['a whole one beside a broken one', [mirror([a, bad, c])], 'sda', false, 'invalid_input device'],
  ['the only whole copy', [mirror([a, bad])], 'sda', true, 'wrong_state device'],
  ['the only whole copy while another is rebuilt', [mirror([a, filling])], 'sda', true, 'wrong_state device'],
  [
    'a replacement, to stop it',
    [mirror([group('replacing', 'replacing-0', [a, filling]), b])],
    'sdc',
    false,
    go(c.guid),
  ],
  [
    'the failed one of a replacement',
    [raidz(1, [a, group('replacing', 'replacing-1', [bad, filling])])],
    'sdb',
    false,
    go(b.guid),
  ],
  [
    'the good one of a replacement with nothing else',
    [group('replacing', 'replacing-0', [a, filling])],
    'sda',
    false,
    'wrong_state device',
  ],
  [
    'a spare that stands in',
    [raidz(1, [a, group('sparing', 'spare-1', [bad, c])])],
    'sdc',
    false,
    go(c.guid),
  ],
  ['a drive of a raidz', [raidz(1, [a, b, c])], 'sda', true, 'not_supported device'],
  ['a lone device', [a], 'sda', true, 'not_supported device'],
  ['nothing', [mirror([a, b])], 'sdz', true, 'not_found device'],
])('%s', (_, vdevs, device, acceptNoRedundancy, expected) => {
  expect(linesOf(planDetach({ device, acceptNoRedundancy }, somePoolFacts({ vdevs }))).join(', ')).toBe(
    expected,
  )
})
