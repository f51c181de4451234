import { describe, expect, test } from 'vitest'
import {
  groupsOf,
  newPoolCommand,
  poolToMake,
  whyNotMade,
  type Layout,
  type NewPoolOptions,
} from './new-pool.ts'
import { kindsOf } from './layout-words.ts'

const layout = (...groups: Layout['groups']) => groupsOf({ groups } as Layout)
const plain: NewPoolOptions = {
  name: 'tank',
  erase: false,
  acceptWaste: false,
  compression: 'lz4',
  mountpoint: '',
  compatibility: '',
}
const mirrors = layout(
  { class: 'normal', shape: 'mirror', drives: ['/dev/a', '/dev/b'] },
  { class: 'spare', shape: 'single', drives: ['/dev/c'] },
)

describe('a new pool', () => {
  test('is asked for group by group, so that just what was shown is made', () => {
    expect(poolToMake(mirrors, plain)).toEqual({
      name: 'tank',
      groups: [
        { kind: 'mirror', drives: ['/dev/a', '/dev/b'] },
        { class: 'spare', kind: 'single', drives: ['/dev/c'] },
      ],
    })
    expect(newPoolCommand(mirrors, plain)).toBe(
      "kiste pool create tank --vdev 'mirror /dev/a /dev/b' --vdev 'spare /dev/c'",
    )
  })

  test('with all that can be said', () => {
    const all = {
      ...plain,
      erase: true,
      acceptWaste: true,
      compression: 'zstd',
      encryption: { key: 'prompt', passphrase: 'long enough' },
      mountpoint: '/srv/my pool',
      compatibility: 'openzfs-2.1-linux',
    } as const
    expect(poolToMake(mirrors, all)).toMatchObject({
      erase: true,
      acceptWaste: true,
      compression: 'zstd',
      encryption: { key: 'prompt', passphrase: 'long enough' },
      mountpoint: '/srv/my pool',
      compatibility: 'openzfs-2.1-linux',
    })
    const command = newPoolCommand(mirrors, all)
    expect(command).toContain(
      "--erase --accept-waste --compression zstd --encrypt --mountpoint '/srv/my pool' --compatibility openzfs-2.1-linux",
    )
    expect(command).not.toContain('long enough')
  })

  test('whose key is in a file', () => {
    const encryption = { key: 'file', path: '/etc/zfs/tank', format: 'hex' } as const
    expect(poolToMake(mirrors, { ...plain, encryption }).encryption).toEqual(encryption)
    expect(newPoolCommand(mirrors, { ...plain, encryption })).toMatch(
      / --key-file \/etc\/zfs\/tank --key-format hex$/,
    )
  })

  test('of a dRAID, whose parts the command line does not take', () => {
    const draid = layout({ class: 'normal', shape: 'draid2:8d:24c:1s', drives: ['/dev/a', '/dev/b'] })
    expect(poolToMake(draid, plain).groups).toEqual([
      { kind: 'draid2', drives: ['/dev/a', '/dev/b'], draid: { data: 8, spares: 1 } },
    ])
    expect(newPoolCommand(draid, plain)).toBe('kiste pool create tank /dev/a /dev/b --kind draid2')
  })

  test('has a command from the first look on', () => {
    expect(newPoolCommand([], { ...plain, name: '' })).toBe('kiste pool create NAME')
  })
})

test.each([
  [{}, undefined],
  [{ hasLayout: false, name: '' }, 'newPool.whyNot.layout'],
  [{ name: '' }, 'newPool.whyNot.name'],
  [{ lacksKey: true }, 'newPool.whyNot.key'],
])('%j: %s', (changes, key) => {
  expect(whyNotMade({ hasLayout: true, name: 'tank', lacksKey: false, ...changes })).toBe(key)
})

test.each([
  ['spare', ['single']],
  ['log', ['mirror', 'single']],
] as const)('%s', (use, kinds) => {
  expect(kindsOf(use).map(([kind]) => kind)).toEqual(kinds)
})
