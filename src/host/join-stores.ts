import { setTimeout as delay } from 'node:timers/promises'
import type { PlaceDisks } from '../domain/libvirt-pool.ts'
import { problemError, type Problem } from '../domain/problem.ts'
import { localStore, type StoreFacts } from '../domain/store.ts'
import { historiesOf } from './histories-of.ts'
import type { BinEntry, PlaceFacts, StoredHistory, StoreHost, StoresHost } from './store-host.ts'

/** Stores that come and go with the pools they are in. */
export interface PoolStores {
  /** The stores of the pools that are imported and answer. */
  list(): Promise<readonly StoreFacts[]>
  obstacles(pool: string): Promise<readonly Problem[]>
  /** Makes the store of a pool, or what is missing of it. */
  create(pool: string): Promise<StoreFacts>
  createCommand(pool: string): string
  /** Removes the store of a pool, if nothing is in it. */
  remove(pool: string): Promise<void>
  /** The store in the pool of this name, whether or not that is there. */
  get(pool: string): StoreHost
  /** The places, their disks and histories, and the bins of those that answer. */
  places(): Promise<readonly PlaceFacts[]>
  disks(): Promise<readonly PlaceDisks[]>
  histories(): Promise<readonly StoredHistory[]>
  bin(): Promise<readonly BinEntry[]>
}

/** One view of the directory every host has and, where there is ZFS, of the stores in its pools. */
export function joinStores(
  local: StoreHost,
  path: string,
  pools?: PoolStores,
  { patienceMs = 3_000 } = {},
): StoresHost {
  let seen: readonly StoreFacts[] = []
  // Whoever lists stores looks at the host, as the daemon does at its start: a pool that is slow to answer must not hold that up, and what
  // was seen of it last does as well.
  const inPools = async () => {
    if (!pools) return []
    const look = pools.list().then((stores) => (seen = stores))
    return soon(look, patienceMs, () => seen)
  }
  const thePools = (pool: string) => {
    if (pools) return pools
    throw noPools(pool)
  }
  return {
    async list() {
      const [space, others] = await Promise.all([local.space(), inPools()])
      return [{ name: localStore, kind: local.kind, path, ...space }, ...others]
    },
    obstacles: async (pool) => thePools(pool).obstacles(pool),
    create: async (pool) => thePools(pool).create(pool),
    createCommand: (pool) => thePools(pool).createCommand(pool),
    remove: async (pool) => pools?.remove(pool),
    get: (name) => (name === localStore || pools === undefined ? local : pools.get(name)),
    places: () => ofAll(local.places(), pools?.places()),
    disks: () => ofAll(local.disks(), pools?.disks()),
    histories: () => ofAll(historiesOf(local), pools?.histories()),
    bin: () => ofAll(local.bin(), pools?.bin()),
  }
}

async function ofAll<T>(ours: Promise<readonly T[]>, inPools?: Promise<readonly T[]>): Promise<readonly T[]> {
  return (await Promise.all([ours, inPools ?? []])).flat()
}

/** What a look finds, or something else if it takes longer than so long. The look goes on meanwhile. */
async function soon<T>(look: Promise<T>, patienceMs: number, otherwise: () => T): Promise<T> {
  const timer = new AbortController()
  const limit = delay(patienceMs, undefined, { signal: timer.signal }).then(otherwise, otherwise)
  // Whoever waited has gone by the time it fails.
  look.catch(() => undefined)
  try {
    return await Promise.race([look, limit])
  } finally {
    timer.abort()
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
