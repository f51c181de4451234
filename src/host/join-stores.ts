import { localStore, type StoreFacts } from '../domain/store.ts'
import type { StoreHost, StoresHost } from './store-host.ts'

/** Stores that come and go with the pools they are in. */
export interface PoolStores {
  /** The stores of the pools that are imported and answer. */
  list(): Promise<readonly StoreFacts[]>
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
    get,
    places: async () => (await Promise.all((await all()).map((store) => store.places()))).flat(),
    bin: async () => (await Promise.all((await all()).map((store) => store.bin()))).flat(),
  }
}
