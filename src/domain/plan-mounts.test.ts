import { describe, expect, test } from 'vitest'
import { toMount, toUnmount, whyNotMounted } from './plan-mounts.ts'
import type { PoolDataset } from './pool-dataset.ts'

const key = { root: 'tank', loaded: true }
const files = (name: string, changes: Partial<PoolDataset> = {}): PoolDataset => ({
  name,
  kind: 'filesystem',
  mountpoint: `/${name}`,
  mountsItself: true,
  mounted: false,
  key,
  ...changes,
})
const names = (wishes: readonly { readonly dataset: string }[]) => wishes.map(({ dataset }) => dataset)

describe('what is mounted once a key is loaded', () => {
  test('is what ZFS mounts by itself under that very key, what is above first', () => {
    const datasets = [
      files('tank/z', { mountpoint: '/srv/z' }),
      files('tank'),
      files('tank/a/b'),
      files('tank/a'),
      files('tank/mounted', { mounted: true }),
      files('tank/off', { mountsItself: false }),
      files('tank/legacy', { mountpoint: undefined }),
      files('tank/volume', { kind: 'volume', mountpoint: undefined, mountsItself: false }),
      files('tank/other-key', { key: { root: 'tank/other-key', loaded: true } }),
      files('tank/plain', { key: undefined }),
    ]
    expect(names(toMount(datasets, 'tank'))).toEqual(['tank/z', 'tank', 'tank/a', 'tank/a/b'])
  })
})

describe('what is unmounted before a key is unloaded', () => {
  test('is all under it and what others mounted below those, the deepest first', () => {
    const on = { mounted: true }
    const datasets = [
      files('tank', on),
      files('tank/a', on),
      files('tank/a/b', on),
      files('tank/not', {}),
      files('tank/plain', { ...on, key: undefined }),
      files('tank/plain-elsewhere', { ...on, key: undefined, mountpoint: '/srv/plain' }),
      files('tank/other', { ...on, key: { root: 'tank/other', loaded: true } }),
    ]
    expect(names(toUnmount(datasets, 'tank'))).toEqual([
      'tank/plain',
      'tank/other',
      'tank/a/b',
      'tank/a',
      'tank',
    ])
  })

  test('a name that only begins alike is another', () => {
    const datasets = [
      files('tank', { mounted: true, mountpoint: '/srv' }),
      files('tank/x', { mounted: true, key: undefined, mountpoint: '/srv2' }),
    ]
    expect(names(toUnmount(datasets, 'tank'))).toEqual(['tank'])
  })
})

describe('a file system stays unmounted', () => {
  const wish = { dataset: 'tank/a', path: '/tank/a' }
  test('where it would hide what lies in its place', () => {
    expect(whyNotMounted(wish, { isOccupied: true, closed: [] })).toBe(
      'The file system tank/a is not mounted: its place /tank/a is not empty, and what is in there would be hidden. Move what is in /tank/a elsewhere, then: zfs mount tank/a',
    )
  })
  test('below one that is not mounted, as its folder would be made on another disk', () => {
    expect(whyNotMounted(wish, { isOccupied: false, closed: ['/tank'] })).toContain(
      'which is not mounted either',
    )
    expect(whyNotMounted(wish, { isOccupied: false, closed: ['/'] })).toContain('is in /,')
    expect(whyNotMounted(wish, { isOccupied: false, closed: ['/tan', '/tank/a'] })).toBe(undefined)
  })
})
