import type { PlaceDisks } from '../../domain/libvirt-pool.ts'
import { problemError } from '../../domain/problem.ts'
import type { StoreHost } from '../store-host.ts'
import { lockedStore } from '../store-problems.ts'
import { datasetsIn, mountIn } from './fake-pool-mounts.ts'
import { lockOf, type KeptPool } from './fake-pool-world.ts'

/** What ZFS tells without the key: names, sizes, history. */
const told: ReadonlySet<string> = new Set([
  'space',
  'place',
  'places',
  'disks',
  'bin',
  'binPlace',
  'diskSize',
  'history',
  'histories',
])

/**
 * A store of a pool that may be encrypted: without its key all but what ZFS tells is refused, and what uses it has it mounted first, as the
 * real one has.
 */
export function whileUnlocked(store: StoreHost, kept: () => KeptPool | undefined): StoreHost {
  const lockedBy = () => {
    const pool = kept()
    return pool && lockOf(pool)
  }
  const ask = () => {
    const pool = kept()
    const root = lockedBy()
    if (root !== undefined) throw lockedStore(store.name, root)
    if (pool?.notMounted !== undefined) mountStore(pool, store.name)
  }
  const mark = <T extends { readonly lockedBy?: string | undefined }>(found: readonly T[]): readonly T[] => {
    const root = lockedBy()
    return root === undefined ? found : found.map((one) => ({ ...one, lockedBy: root }))
  }
  return {
    ...guarded(store, ask),
    places: async () => mark(await store.places()),
    disks: async () => {
      const found = await store.disks()
      return mark(
        lockedBy() !== undefined
          ? found.map((place) => ({ ...place, disks: place.disks.map(withoutSize) }))
          : found,
      )
    },
    diskSize: async (vm, name) => {
      const size = await store.diskSize(vm, name)
      if (size?.kind !== 'file' || lockedBy() === undefined) return size
      return { kind: size.kind, allocatedBytes: size.allocatedBytes }
    },
    bin: async () => mark(await store.bin()),
    snapshots: guarded(store.snapshots, ask),
  }
}

/** How large a file is, is in what cannot be read. */
function withoutSize(disk: PlaceDisks['disks'][number]): PlaceDisks['disks'][number] {
  const { sizeBytes: _, ...rest } = disk
  return disk.kind === 'file' ? rest : disk
}

function mountStore(pool: KeptPool, name: string): void {
  const wishes = datasetsIn(pool).flatMap(({ name: dataset, mountpoint }) =>
    dataset !== pool.pool.name && mountpoint !== undefined ? [{ dataset, path: mountpoint }] : [],
  )
  const [left] = mountIn(pool, wishes)
  if (left === undefined) return
  throw problemError({
    code: 'foreign_object',
    object: { type: 'store', name },
    message: left.because,
  })
}

function guarded<T extends object>(part: T, ask: () => void): T {
  const wrapped = Object.entries(part).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'function' || told.has(name) || isPure.has(name)) return [name, value]
    const act = value as (...args: readonly unknown[]) => Promise<unknown>
    return [
      name,
      async (...args: readonly unknown[]) => {
        ask()
        return act(...args)
      },
    ]
  })
  return Object.fromEntries(wrapped) as T
}

/** Paths, which are no question to the store. */
const isPure: ReadonlySet<string> = new Set(['ramPath'])
