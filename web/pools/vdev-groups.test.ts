import { describe, expect, test } from 'vitest'
import { shapeText } from './pool-shape.ts'
import { group, vdev } from './testing/pools.ts'
import { deviceNamed, deviceTitle, failuresLeft, nameInCommands, poolParts } from './vdev-groups.ts'
import type { PoolVdev } from '../api/answers.ts'

/** `part: group[drive drive] …`, as one would draw it. */
function drawn(vdevs: readonly PoolVdev[]): string[] {
  return poolParts(vdevs).map(({ use, groups }) => {
    const slots = groups.map(({ vdev: head, slots }) => {
      const names = slots.map(({ together, drives }) =>
        together ? `${together}(${drives.map(({ name }) => name).join(' ')})` : drives[0]?.name,
      )
      return `${head?.name ?? ''}[${names.join(' ')}]`
    })
    return `${use}: ${slots.join(' ')}`
  })
}

describe('how the drives hang together', () => {
  test('groups stand by what they are for, data first', () => {
    const vdevs = [
      vdev('spare1', { class: 'spare', state: 'avail' }),
      ...group('mirror-1', 'mirror', [vdev('log1', { class: 'log' }), vdev('log2', { class: 'log' })], {
        class: 'log',
      }),
      vdev('cache1', { class: 'l2cache' }),
      ...group('raidz1-0', 'raidz', [vdev('a'), vdev('b'), vdev('c')]),
    ]
    expect(drawn(vdevs)).toEqual([
      'normal: raidz1-0[a b c]',
      'log: mirror-1[log1 log2]',
      'l2cache: [cache1]',
      'spare: [spare1]',
    ])
  })

  test('drives that stand alone stand beside each other', () => {
    expect(drawn([vdev('a'), vdev('b'), ...group('mirror-2', 'mirror', [vdev('c'), vdev('d')])])).toEqual([
      'normal: mirror-2[c d] [a b]',
    ])
  })

  test('a drive and the one that takes its place share a slot', () => {
    const [head = vdev('x'), ...pair] = group('replacing-0', 'replacing', [vdev('old'), vdev('new')])
    const mirror = group('mirror-0', 'mirror', [head, vdev('b')])
    expect(drawn([...mirror, ...pair])).toEqual(['normal: mirror-0[replacing(old new) b]'])
  })

  test('what was taken out leaves nothing to see', () => {
    expect(
      drawn([vdev('indirect-0', { kind: 'indirect' }), vdev('hole-1', { kind: 'hole' }), vdev('a')]),
    ).toEqual(['normal: [a]'])
  })
})

test('the least that any group with data can lose is what the pool can', () => {
  const one = group('raidz2-0', 'raidz', [], { failuresLeft: 2 })
  const other = group('mirror-1', 'mirror', [], { failuresLeft: 1 })
  const log = group('mirror-2', 'mirror', [], { failuresLeft: 0, class: 'log' })
  expect(failuresLeft([...one, ...other, ...log])).toBe(1)
  expect(failuresLeft([...one, vdev('alone')])).toBe(0)
  expect(failuresLeft([])).toBe(0)
})

test('a drive that is gone is called by its guid in commands, and by where it was for people', () => {
  const gone = vdev('x', { drive: undefined, name: '/dev/disk/by-id/ata-HDD_7-part1', guid: '77' })
  expect([nameInCommands(gone), deviceTitle(gone)]).toEqual(['77', 'ata-HDD_7'])
  expect(nameInCommands(vdev('mirror-0', { kind: 'mirror', drive: undefined }))).toBe('mirror-0')
})

test('a device is found by what wishes call it', () => {
  const sda = vdev('sda')
  for (const named of [sda.guid, 'sda', '/dev/disk/by-id/ata-sda', '/dev/disk/by-id/ata-sda-part1'])
    expect(deviceNamed([vdev('sdb'), sda], named)).toBe(sda)
  expect(deviceNamed([sda], 'sdc')).toBeUndefined()
})

test.each([
  [[...group('mirror-0', 'mirror', []), ...group('mirror-1', 'mirror', [])], '2 × mirror'],
  [[...group('raidz2-0', 'raidz', []), vdev('s', { class: 'spare' })], 'raidz2'],
  [[vdev('a')], 'disk'],
] as const)('what it lies on %#', (vdevs, text) => {
  expect(shapeText(vdevs)).toBe(text)
})
