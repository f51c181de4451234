import type { StoreFacts } from '../../domain/store.ts'
import type { PoolStores } from '../join-stores.ts'
import type { StoreHost } from '../store-host.ts'
import { lockedStore, storeHolds, noPool } from '../store-problems.ts'
import { fakeStore } from './fake-store.ts'
import { historiesOf } from '../histories-of.ts'
import { whileUnlocked } from './fake-locked-store.ts'
import { importedPool, lockOf } from './fake-pool-world.ts'
import type { Fake } from './fake.ts'
import { poolSpot } from './spots.ts'

/** The stores in the fake host's pools. */
export function fakePoolStores(fake: Fake): PoolStores {
  const { world, verb } = fake
  const poolOf = (name: string) => {
    const pool = importedPool(world, name)
    if (!pool) throw noPool(name)
    return pool
  }
  const get = (name: string) =>
    whileUnlocked(
      fakeStore(fake, poolSpot(name), () => poolOf(name).pool.sizeBytes),
      () => importedPool(world, name),
    )
  const factsOf = async (name: string): Promise<StoreFacts> => ({
    name,
    kind: 'zfs',
    path: poolSpot(name).path,
    ...(await get(name).space()),
    ...lockedBy(name),
  })
  const whyLocked = (name: string) => {
    const root = lockOf(poolOf(name))
    return root === undefined ? [] : [...lockedStore(name, root).problems]
  }
  const lockedBy = (name: string) => {
    const root = lockOf(poolOf(name))
    return root === undefined ? {} : { lockedBy: root }
  }
  const made = () =>
    Object.values(world.pools ?? {}).flatMap(({ imported, store, pool }) =>
      imported && store ? [pool.name] : [],
    )
  const ofAll = async <T>(read: (store: StoreHost) => Promise<readonly T[]>): Promise<readonly T[]> =>
    (await Promise.all(made().map((name) => read(get(name))))).flat()
  return {
    list: verb('stores.list', () => Promise.all(made().map(factsOf))),
    obstacles: verb('stores.obstacles', (name) =>
      importedPool(world, name) ? whyLocked(name) : [...noPool(name).problems],
    ),
    create: verb('stores.create', async (name) => {
      const root = lockOf(poolOf(name))
      if (root !== undefined) throw lockedStore(name, root)
      poolOf(name).store ??= { places: {}, bin: {} }
      return factsOf(name)
    }),
    createCommand: (name) => `zfs create ${poolSpot(name).path}`,
    remove: verb('stores.remove', (name) => {
      const pool = importedPool(world, name)
      if (!pool?.store) return
      const held = [...Object.keys(pool.store.places), ...Object.keys(pool.store.bin)]
      if (held.length > 0) throw storeHolds(name, held)
      delete pool.store
    }),
    get,
    places: () => ofAll((store) => store.places()),
    disks: () => ofAll((store) => store.disks()),
    histories: () => ofAll(historiesOf),
    bin: () => ofAll((store) => store.bin()),
  }
}
