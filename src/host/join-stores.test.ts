import { expect, test } from 'vitest'
import type { StoreFacts } from '../domain/store.ts'
import { problem } from './testing/host-under-test.ts'
import { joinStores, type PoolStores } from './join-stores.ts'
import type { BinEntry, PlaceFacts, StoreHost } from './store-host.ts'

const place = (store: string, vm: string): PlaceFacts => ({ store, vm, uuid: vm, path: `/${store}/${vm}` })
const space = { totalBytes: 2, freeBytes: 1 }
const local = {
  name: 'local',
  kind: 'dir',
  space: () => Promise.resolve(space),
  places: () => Promise.resolve([place('local', 'web')]),
  disks: () => Promise.resolve([{ store: 'local', kind: 'dir', vm: 'web', place: '/local/web', disks: [] }]),
  snapshots: {
    histories: () =>
      Promise.resolve([{ vm: 'web', uuid: 'web', problems: [{ code: 'damaged', message: 'no' }] }]),
  },
  bin: () => Promise.resolve([]),
} as unknown as StoreHost
const tank: StoreFacts = { name: 'tank', kind: 'zfs', path: 'tank/kiste', ...space }
const inTank = { name: 'tank' } as StoreHost

function pools(list: PoolStores['list'] = () => Promise.resolve([tank])): PoolStores {
  return {
    list,
    obstacles: () => Promise.resolve([]),
    create: () => Promise.resolve(tank),
    createCommand: () => 'zfs create tank/kiste',
    remove: () => Promise.resolve(),
    get: () => inTank,
    places: () => Promise.resolve([place('tank', 'db')]),
    disks: () =>
      Promise.resolve([{ store: 'tank', kind: 'zfs', vm: 'db', place: 'tank/kiste/db', disks: [] }]),
    histories: () =>
      Promise.resolve([{ store: 'tank', vm: 'db', uuid: 'db', history: { branches: [], snapshots: [] } }]),
    bin: () => Promise.resolve([{ id: 'old-1' } as BinEntry]),
  }
}

test('all stores are one view', async () => {
  const joined = joinStores(local, '/store', pools())
  expect((await joined.list()).map(({ name }) => name)).toEqual(['local', 'tank'])
  expect((await joined.places()).map(({ vm }) => vm)).toEqual(['web', 'db'])
  expect((await joined.disks()).map(({ vm }) => vm)).toEqual(['web', 'db'])
  expect((await joined.histories()).map(({ store, vm }) => [store, vm])).toEqual([
    ['local', 'web'],
    ['tank', 'db'],
  ])
  expect((await joined.bin()).map(({ id }) => id)).toEqual(['old-1'])
  expect(joined.get('local')).toBe(local)
  expect(joined.get('tank')).toBe(inTank)
})

test('without pools there is the local one, and none can be made', async () => {
  const joined = joinStores(local, '/store')
  expect(await joined.list()).toEqual([{ name: 'local', kind: 'dir', path: '/store', ...space }])
  expect((await joined.places()).map(({ vm }) => vm)).toEqual(['web'])
  expect((await joined.disks()).map(({ vm }) => vm)).toEqual(['web'])
  await expect(joined.create('tank')).rejects.toMatchObject(problem('zfs_unavailable'))
})

test('pools that hang hold nothing up, and are shown as they were seen last', async () => {
  const never = new Promise<never>(() => undefined)
  const answers = [Promise.resolve([tank]), never]
  const joined = joinStores(
    local,
    '/store',
    pools(() => answers.shift() ?? never),
    { patienceMs: 5 },
  )
  for (const _ of [1, 2]) expect((await joined.list()).map(({ name }) => name)).toEqual(['local', 'tank'])
  const unseen = joinStores(
    local,
    '/store',
    pools(() => never),
    { patienceMs: 5 },
  )
  expect((await unseen.list()).map(({ name }) => name)).toEqual(['local'])
})
