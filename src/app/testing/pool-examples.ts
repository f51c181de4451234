import { encrypted, id, run } from './pool-hands.ts'
import type { FakeHost } from '../../host/fake/fake-host.ts'
import { GiB } from '../../domain/size.ts'
import type { PlannedChange } from '../app.ts'
import type { AppDeps } from '../deps.ts'
import { createPoolChanges, type PoolChanges } from '../pools.ts'

/** A change of a pool of the demo house, for the generic test of job kinds. */
export interface PoolExample {
  readonly kind: string
  readonly example?: string
  readonly prepare?: (host: FakeHost) => Promise<void>
  readonly change: (deps: AppDeps) => Promise<PlannedChange>
  /** Whether there are calls inside the steps to fail; default true. */
  readonly insideSteps?: boolean
}

const on = (change: (pools: PoolChanges) => Promise<PlannedChange>) => (deps: AppDeps) =>
  change(createPoolChanges(deps))

const raidz = run('zpool', 'create', '-o', 'ashift=12', '--', 'z', 'raidz1', ...['sde', 'sdf', 'sdg'].map(id))

// tank is two mirrors, sda with sdb and sdc with sdd; sde, sdf and sdg are bare, sdj has a file system, sdk the pool of another host.
export const poolExamples: readonly PoolExample[] = [
  { kind: 'pool.create', change: on((pools) => pools.createPool({ name: 'new', drives: ['sde', 'sdf'] })) },
  {
    kind: 'pool.create',
    example: 'of a drive that has something on it',
    change: on((pools) => pools.createPool({ name: 'new', drives: ['sdj'], kind: 'single', erase: true })),
  },
  { kind: 'pool.import', change: on((pools) => pools.importPool('backup', { force: true })) },
  {
    kind: 'pool.import',
    example: 'for a look',
    change: on((pools) => pools.importPool('backup', { force: true, look: true })),
  },
  {
    kind: 'pool.import',
    example: 'back to its checkpoint',
    prepare: async (host) => {
      await run('zpool', 'checkpoint', '--', 'fast')(host)
      await run('zpool', 'export', '--', 'fast')(host)
    },
    change: on((pools) => pools.importPool('fast', { rewind: true })),
  },
  { kind: 'pool.export', change: on((pools) => pools.exportPool('fast')) },
  { kind: 'pool.destroy', change: on((pools) => pools.destroyPool('fast')) },
  {
    kind: 'pool.add',
    change: on((pools) => pools.addToPool('tank', { groups: [{ kind: 'mirror', drives: ['sde', 'sdf'] }] })),
  },
  { kind: 'pool.attach', change: on((pools) => pools.attachToPool('tank', { to: 'sda', new: 'sde' })) },
  {
    kind: 'pool.attach',
    example: 'to a raidz',
    prepare: async (host) => {
      await run('zpool', 'destroy', '--', 'fast')(host)
      await raidz(host)
      await run('zpool', 'detach', '--', 'tank', id('sdb'))(host)
    },
    change: on((pools) => pools.attachToPool('z', { to: 'raidz1-0', new: 'sdb' })),
  },
  {
    kind: 'pool.detach',
    change: on((pools) => pools.detachFromPool('tank', { device: 'sda', acceptNoRedundancy: true })),
  },
  { kind: 'pool.replace', change: on((pools) => pools.replaceInPool('tank', { old: 'sda', new: 'sde' })) },
  { kind: 'pool.offline', change: on((pools) => pools.offlineInPool('tank', { device: 'sda' })) },
  {
    kind: 'pool.online',
    prepare: run('zpool', 'offline', '--', 'tank', id('sda')),
    change: on((pools) => pools.onlineInPool('tank', 'sda')),
  },
  {
    kind: 'pool.expand',
    prepare: async (host) => host.outside.pools.growDrive('FAKE-SDA', 6e12),
    change: on((pools) => pools.expandPool('tank')),
  },
  {
    kind: 'pool.remove',
    example: 'of a vdev with data',
    change: on((pools) => pools.removeFromPool('tank', 'mirror-1')),
  },
  {
    kind: 'pool.remove',
    example: 'of a spare',
    prepare: run('zpool', 'add', '--', 'tank', 'spare', id('sde')),
    change: on((pools) => pools.removeFromPool('tank', 'sde')),
  },
  {
    kind: 'pool.cancel-remove',
    insideSteps: false,
    prepare: run('zpool', 'remove', '--', 'tank', 'mirror-1'),
    change: on((pools) => pools.stopRemoval('tank')),
  },
  {
    kind: 'pool.split',
    change: on((pools) => pools.splitPool('tank', { name: 'half', acceptNoRedundancy: true })),
  },
  {
    kind: 'pool.upgrade',
    prepare: async (host) => host.outside.pools.disableFeature('tank', 'blake3'),
    change: on((pools) => pools.upgradePool('tank')),
  },
  { kind: 'pool.checkpoint', change: on((pools) => pools.checkpointPool('tank', 'make')) },
  {
    kind: 'pool.discard-checkpoint',
    prepare: run('zpool', 'checkpoint', '--', 'tank'),
    change: on((pools) => pools.checkpointPool('tank', 'discard')),
  },
  { kind: 'pool.scrub', change: on((pools) => pools.scrubPool('tank', 'start')) },
  {
    kind: 'pool.scrub',
    example: 'that is stopped',
    prepare: run('zpool', 'scrub', '--', 'tank'),
    change: on((pools) => pools.scrubPool('tank', 'stop')),
  },
  { kind: 'pool.trim', change: on((pools) => pools.trimPool('fast', 'start')) },
  {
    kind: 'pool.load-key',
    prepare: async (host) => {
      await encrypted(host)
      host.outside.pools.lock('crypt')
    },
    change: on((pools) => pools.loadPoolKey('crypt', {})),
  },
  {
    kind: 'pool.unload-key',
    prepare: (host) => encrypted(host),
    change: on((pools) => pools.unloadPoolKey('crypt')),
  },
  {
    kind: 'pool.change-key',
    prepare: (host) => encrypted(host),
    change: on((pools) => pools.changePoolKey('crypt', { key: 'file', path: '/k2', format: 'raw' })),
  },
  { kind: 'pool.arc', change: on((pools) => pools.setArcMax(4 * GiB)) },
  { kind: 'pool.advise', change: on((pools) => pools.advisePool('tank', { question: 'dedup' })) },
  {
    kind: 'pool.advise',
    example: 'about compression',
    change: on((pools) => pools.advisePool('tank', { question: 'compression' })),
  },
  { kind: 'pool.bench', change: on((pools) => pools.benchPool('tank', {})) },
  {
    kind: 'pool.bench',
    example: 'with what an earlier one left',
    prepare: async (host) =>
      host.outside.pools.leaveBench({
        pool: 'tank',
        id: '0badcafe',
        sizeBytes: GiB,
        blockBytes: 16_384,
      }),
    change: on((pools) => pools.benchPool('tank', {})),
  },
  { kind: 'pool.clear', change: on((pools) => pools.clearPool('tank')) },
  {
    kind: 'pool.set',
    change: on((pools) => pools.setPool('tank', { autotrim: 'on', compression: 'zstd' })),
  },
  {
    kind: 'pool.set',
    example: 'of one dataset',
    change: on((pools) => pools.setPool('tank', { compression: 'zstd' }, 'tank/documents')),
  },
]
