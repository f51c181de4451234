import type { DriveUse } from '../../domain/drive.ts'
import type { ImportableVdev } from '../../domain/importable-pool.ts'
import type { PoolActivity } from '../../domain/pool-plan.ts'
import { progressOf } from '../../domain/pool-progress.ts'
import type { Vdev } from '../../domain/pool.ts'
import { problemError } from '../../domain/problem.ts'
import { parseRelease } from '../../domain/zfs-version.ts'
import type { PoolHost } from '../pool-host.ts'
import { arcUse } from './fake-memory.ts'
import { datasetsIn, mountIn, unmountIn } from './fake-pool-mounts.ts'
import { keyFileAt } from './fake-pool-keys.ts'
import type { Fake } from './fake.ts'
import { drivesOf, importedPool, poolOn, poolsOf, poolProblem, thePool } from './fake-pool-world.ts'
import { fakePoolMeasures } from './fake-pool-measures.ts'
import { advance, end } from './fake-pool-work.ts'
import { runCommand } from './fake-zpool.ts'
import { settingsOf } from './fake-pool-settings.ts'

// Work is told in so many steps.
const steps = 10

/** Pools and drives in memory, changed by the very commands that plans name. */
export function fakePools(fake: Fake): PoolHost {
  const { world, verb } = fake
  const assertZfs = () => {
    if (world.zfsGone !== undefined)
      throw problemError({
        code: 'zfs_unavailable',
        object: { type: 'host', name: 'OpenZFS' },
        message: `OpenZFS could not be used: ${world.zfsGone}.`,
        hint: 'Install it: apt install zfsutils-linux',
      })
  }
  const answering = (name: string) => {
    assertZfs()
    const kept = thePool(world, name)
    if (kept.pool.state === 'suspended')
      throw poolProblem('pool_unavailable', name, `Pool ${name} does not answer: it lost devices.`)
    return kept
  }
  return {
    version: verb('pools.version', () => {
      assertZfs()
      const release = parseRelease('2.3.2')
      if (!release) throw new TypeError('2.3.2 is a release')
      return { userland: release, module: release }
    }),
    list: verb('pools.list', () => {
      assertZfs()
      return imported(fake).map(({ pool }) =>
        pool.state === 'suspended'
          ? ({ answers: false, name: pool.name, state: pool.state } as const)
          : ({
              answers: true,
              name: pool.name,
              guid: pool.guid,
              state: pool.state,
              sizeBytes: pool.sizeBytes,
              allocatedBytes: pool.allocatedBytes,
              freeBytes: pool.freeBytes,
              fragmentationPercent: pool.fragmentationPercent,
              dedupRatio: pool.dedupRatio,
              readOnly: pool.readOnly,
            } as const),
      )
    }),
    get: verb('pools.get', (name) => {
      assertZfs()
      return importedPool(world, name)?.pool
    }),
    settings: verb('pools.settings', (name, dataset = name) => settingsOf(answering(name), dataset)),
    mark: verb('pools.mark', (name) => {
      assertZfs()
      return importedPool(world, name)?.mark
    }),
    importable: verb('pools.importable', ({ destroyed = false } = {}) => {
      assertZfs()
      return Object.values(poolsOf(world))
        .filter((one) => !one.imported && (one.destroyed === true) === destroyed)
        .map(({ pool, foreign }) => ({
          name: pool.name,
          guid: pool.guid,
          state: pool.state,
          destroyed,
          otherHost: { use: foreign ? ('last' as const) : ('none' as const) },
          vdevs: pool.vdevs.map(toImportable),
        }))
    }),
    drives: verb('pools.drives', () =>
      drivesOf(world).map((drive) => {
        const user = poolOn(world, drive)
        if (!user || user.destroyed) return drive
        const label: DriveUse = {
          what: 'pool',
          device: `${drive.byIdPath ?? ''}-part1`,
          pool: user.pool.name,
          guid: user.pool.guid,
          imported: user.imported,
        }
        return { ...drive, uses: [label] }
      }),
    ),
    occupied: verb('pools.occupied', (folders) => folders.filter((folder) => folder === '/srv')),
    datasets: verb('pools.datasets', (name) => datasetsIn(answering(name))),
    mount: verb('pools.mount', (filesystems, { pool }) => mountIn(answering(pool), filesystems)),
    unmount: verb('pools.unmount', (filesystems, { pool }) => unmountIn(answering(pool), filesystems)),
    holders: verb('pools.holders', (name) => answering(name).heldBy ?? []),
    keyFile: verb('pools.keyFile', (path) => keyFileAt(world, path)),
    run: verb('pools.run', (argv, { pool, secret }) => {
      assertZfs()
      if (
        importedPool(world, pool)?.pool.state === 'suspended' &&
        argv[1] !== 'clear' &&
        argv[1] !== 'online'
      )
        answering(pool)
      runCommand(fake, argv, secret)
    }),
    wait: verb('pools.wait', async (name, activity, { signal, onProgress }) => {
      answering(name)
      for (let step = 1; step <= steps && goesOn(fake, name, activity); step += 1) {
        signal.throwIfAborted()
        advance(thePool(world, name), activity, step / steps)
        const progress = progressOf(activity, thePool(world, name).pool)
        if (progress) onProgress(progress)
        await fake.time.pause(fake.delays.poolMs / steps, signal)
      }
      signal.throwIfAborted()
      if (goesOn(fake, name, activity)) end(thePool(world, name), activity, fake.time.now().toISOString())
    }),
    arc: verb('pools.arc', () => {
      assertZfs()
      return arcUse(world)
    }),
    setArcMax: verb('pools.setArcMax', (maxBytes) => {
      assertZfs()
      if (maxBytes === 0) delete world.arcMaxBytes
      else world.arcMaxBytes = maxBytes
    }),
    troubles: verb('pools.troubles', () => []),
    memoryEcc: verb('pools.memoryEcc', () => null),
    ...fakePoolMeasures(fake, answering),
  }
}

function imported({ world }: Fake) {
  return Object.values(poolsOf(world))
    .filter((one) => one.imported)
    .toSorted((one, other) => (one.pool.name < other.pool.name ? -1 : 1))
}

function goesOn({ world }: Fake, name: string, activity: PoolActivity): boolean {
  const pool = importedPool(world, name)?.pool
  return pool !== undefined && progressOf(activity, pool) !== undefined
}

function toImportable(vdev: Vdev): ImportableVdev {
  return {
    name: vdev.name,
    class: vdev.class,
    state: vdev.state,
    children: 'children' in vdev ? vdev.children.map(toImportable) : [],
  }
}
