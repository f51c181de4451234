import { expect, test } from 'vitest'
import { poolBlockBytes } from './pool-block-size.ts'
import type { Vdev, VdevGroup } from './pool.ts'
import { KiB } from './size.ts'

const head = (name: string) =>
  ({
    name,
    guid: name,
    class: 'normal',
    state: 'online',
    errors: { read: 0, write: 0, checksum: 0 },
  }) as const
const disk = (name: string): Vdev => ({ ...head(name), kind: 'disk', path: `/dev/${name}`, slowIos: 0 })
const group = (name: string, kind: VdevGroup['kind'], width: number, parity?: number): Vdev => ({
  ...head(name),
  kind,
  ...(parity === undefined ? {} : { parity }),
  children: Array.from({ length: width }, (_, nth) => disk(`${name}-${nth}`)),
})

test.each([
  ['one drive', [disk('sda')], 16],
  ['a mirror', [group('mirror-0', 'mirror', 2)], 16],
  ['raidz1 of 3', [group('raidz1-0', 'raidz', 3, 1)], 32],
  ['raidz2 of 6', [group('raidz2-0', 'raidz', 6, 2)], 32],
  [
    'a mirror beside a removed vdev',
    [group('mirror-0', 'mirror', 2), { ...head('indirect-1'), kind: 'indirect', children: [] }],
    16,
  ],
] as const)('%s', (_, vdevs, kib) => {
  expect(poolBlockBytes({ vdevs })).toBe(kib * KiB)
})

test('a dRAID is read from its name', () => {
  expect(poolBlockBytes({ vdevs: [group('draid1:4d:6c:1s-0', 'draid', 6, 1)] })).toBeGreaterThanOrEqual(
    32 * KiB,
  )
})
