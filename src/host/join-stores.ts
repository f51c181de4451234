import { problemError } from '../domain/problem.ts'
import { localStore, type StoreFacts } from '../domain/store.ts'
import type { StoreHost, StoresHost } from './store-host.ts'

/** Stores that come and go with the pools they are in. */
export interface PoolStores {
  /** The stores of the pools that are imported and answer. */
  list(): Promise<readonly StoreFacts[]>
  /** Makes the store of a pool, or what is missing of it. */
  create(pool: string): Promise<StoreFacts>
  /** The store in the pool of this name, whether or not that is there. */
  get(pool: string): StoreHost
}

/** One view of the directory every host has and, where there is ZFS, of the stores in its pools. */
export function joinStores(local: StoreHost, path: string, pools?: PoolStores): StoresHost {
  const inPools = async () => (await pools?.list()) ?? []
  const get = (name: string) => (name === localStore || pools === undefined ? local : pools.get(name))
  const all = async () => [local, ...(await inPools()).map(({ name }) => get(name))]
  return {
    async list() {
      const [space, others] = await Promise.all([local.space(), inPools()])
      return [{ name: localStore, kind: local.kind, path, ...space }, ...others]
    },
    create: async (pool) => {
      if (pools) return pools.create(pool)
      throw noPools(pool)
    },
    get,
    places: async () => (await Promise.all((await all()).map((store) => store.places()))).flat(),
    bin: async () => (await Promise.all((await all()).map((store) => store.bin()))).flat(),
  }
}

function noPools(pool: string) {
  return problemError({
    code: 'zfs_unavailable',
    object: { type: 'pool', name: pool },
    message: 'This host has no pools: OpenZFS is not there, or the daemon does not run as root.',
    hint: 'See what is missing: kiste doctor',
  })
}
