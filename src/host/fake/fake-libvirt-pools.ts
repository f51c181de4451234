import { foreignPool, poolPrefix, type FoundPool, type ShownPool } from '../../domain/libvirt-pool.ts'
import { problemError } from '../../domain/problem.ts'
import type { LibvirtPoolHost } from '../libvirt-pool-host.ts'
import type { Fake } from './fake.ts'
import type { FakeStoragePool } from './world.ts'

/** libvirt's storage pools in the fake world: each lists what was there when it was last refreshed. */
export function fakeLibvirtPools({ world, verb }: Fake): LibvirtPoolHost {
  return {
    look: verb('libvirtPools.look', () => {
      if (world.libvirtDown !== undefined) return { state: 'away', because: world.libvirtDown }
      if (world.noStorageDriver)
        return {
          state: 'impossible',
          because: 'This libvirt has no storage driver.',
          hint: "Install it (package libvirt-daemon-driver-storage, on Fedora libvirt-daemon-driver-storage-core) and restart libvirt's daemon: VMs go on.",
        }
      return {
        state: 'seen',
        types: { dir: true, zfs: world.noZfsBackend !== true },
        pools: Object.entries(storagePools(world))
          .filter(([name]) => name.startsWith(poolPrefix))
          .map(([name, pool]): FoundPool => ({ name, ...pool, volumes: pool.active ? pool.volumes : [] })),
      }
    }),
    show: verb('libvirtPools.show', (shown) => {
      const there = storagePools(world)[shown.name]
      if (there && !there.ours) throw problemError(foreignPool(shown))
      storagePools(world)[shown.name] = made(shown)
    }),
    hide: verb('libvirtPools.hide', ({ name }) => {
      if (storagePools(world)[name]?.ours) delete storagePools(world)[name]
    }),
  }
}

export function storagePools(world: {
  storagePools?: Record<string, FakeStoragePool>
}): Record<string, FakeStoragePool> {
  return (world.storagePools ??= {})
}

function made({ name, disks }: ShownPool): FakeStoragePool {
  return {
    uuid: `uuid-of-${name}`,
    active: true,
    ours: true,
    volumes: disks.map(({ name: volume, sizeBytes }) => ({ name: volume, sizeBytes })),
  }
}

/** What others do with libvirt's storage pools. Unknown names are mistakes of the test and throw. */
export interface FakeStoragePoolHands {
  /** `virsh pool-define`, `pool-start`, of a pool that somebody wants. */
  define(name: string): void
  /** `virsh pool-destroy`. */
  stop(name: string): void
  /** `virsh pool-destroy`, `pool-undefine`. */
  undefine(name: string): void
  /** `virsh vol-delete`. */
  deleteVolume(pool: string, volume: string): void
  /** What libvirt lists, by pool, as `virsh pool-list` and `vol-list` say; a pool that is not active has none. */
  listed(): Readonly<Record<string, readonly string[]>>
  removeDriver(): void
  removeZfsBackend(): void
}

export function fakeStoragePoolHands(fake: Fake): FakeStoragePoolHands {
  const { world } = fake
  const known = (name: string) => {
    const pool = storagePools(world)[name]
    if (!pool) throw new Error(`the fake libvirt has no storage pool ${name}`)
    return pool
  }
  return {
    define: (name) =>
      void (storagePools(world)[name] = {
        uuid: `of-others-${name}`,
        active: true,
        ours: false,
        volumes: [],
      }),
    stop: (name) => void (known(name).active = false),
    undefine(name) {
      known(name)
      delete storagePools(world)[name]
    },
    deleteVolume(name, volume) {
      const pool = known(name)
      pool.volumes = pool.volumes.filter((one) => one.name !== volume)
    },
    listed: () =>
      Object.fromEntries(
        Object.entries(storagePools(world)).map(([name, { active, volumes }]) => [
          name,
          active ? volumes.map((volume) => volume.name) : [],
        ]),
      ),
    removeDriver: () => void (world.noStorageDriver = true),
    removeZfsBackend: () => void (world.noZfsBackend = true),
  }
}
