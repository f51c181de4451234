import { encrypted, run } from '../../app/testing/pool-hands.ts'
import type { JobEndpoint } from '../../contract/endpoints.ts'
import type { poolRoutes } from '../../contract/routes/pools.ts'
import type { FakeHost } from '../../host/fake/fake-host.ts'

type Name = keyof typeof poolRoutes
type NameOf<Kind> = {
  [N in Name]: (typeof poolRoutes)[N]['answers'] extends Kind ? N : never
}[Name]

interface Request {
  readonly url: string
  readonly payload?: object
}

// One good request for each endpoint of pools and drives on the demo house; one that misses does not compile.
export const poolLooks: Readonly<Record<NameOf<'json'>, Request>> = {
  listPools: { url: '/v1/pools' },
  getPool: { url: '/v1/pools/tank' },
  getPoolHealth: { url: '/v1/pools/tank/health' },
  listImportablePools: { url: '/v1/importable-pools?destroyed=false' },
  layOutPool: { url: '/v1/pool-layouts', payload: { drives: ['sde', 'sdf', 'sdg'] } },
  getArc: { url: '/v1/arc' },
  listDrives: { url: '/v1/drives' },
  getDrive: { url: `/v1/drives/${encodeURIComponent('/dev/disk/by-id/ata-HDD-4000_FAKE-SDA')}` },
}

export const poolRequests: Readonly<Record<NameOf<'job'>, Request>> = {
  createPool: { url: '/v1/pools', payload: { name: 'new', drives: ['sde', 'sdf'] } },
  importPool: { url: '/v1/importable-pools/backup/import', payload: { force: true } },
  exportPool: { url: '/v1/pools/fast/export' },
  destroyPool: { url: '/v1/pools/fast' },
  scrubPool: { url: '/v1/pools/tank/scrub', payload: {} },
  trimPool: { url: '/v1/pools/fast/trim', payload: { action: 'start' } },
  addToPool: {
    url: '/v1/pools/tank/add',
    payload: { groups: [{ class: 'spare', kind: 'single', drives: ['sde'] }] },
  },
  attachToPool: { url: '/v1/pools/tank/attach', payload: { to: 'sda', new: 'sde' } },
  detachFromPool: { url: '/v1/pools/tank/detach', payload: { device: 'sda', acceptNoRedundancy: true } },
  replaceInPool: { url: '/v1/pools/tank/replace', payload: { old: 'sda', new: 'sde' } },
  offlineInPool: { url: '/v1/pools/tank/offline', payload: { device: 'sda' } },
  onlineInPool: { url: '/v1/pools/tank/online', payload: { device: 'sda' } },
  expandPool: { url: '/v1/pools/tank/expand' },
  removeFromPool: { url: '/v1/pools/tank/remove', payload: { vdev: 'mirror-1' } },
  stopRemoval: { url: '/v1/pools/tank/stop-removal' },
  splitPool: { url: '/v1/pools/tank/split', payload: { name: 'half', acceptNoRedundancy: true } },
  upgradePool: { url: '/v1/pools/tank/upgrade' },
  checkpointPool: { url: '/v1/pools/tank/checkpoint', payload: {} },
  setArc: { url: '/v1/arc', payload: { maxBytes: 4_294_967_296 } },
  clearPool: { url: '/v1/pools/tank/clear' },
  loadPoolKey: { url: '/v1/pools/crypt/load-key', payload: {} },
  unloadPoolKey: { url: '/v1/pools/crypt/unload-key' },
  changePoolKey: {
    url: '/v1/pools/crypt/change-key',
    payload: { key: 'passphrase', passphrase: 'quite a secret' },
  },
  advisePool: { url: '/v1/pools/tank/advise', payload: { question: 'dedup' } },
  benchPool: { url: '/v1/pools/tank/bench', payload: { seconds: 5 } },
  setPool: { url: '/v1/pools/tank', payload: { settings: { autotrim: 'on' } } },
}

/** What has to be so before. */
export const preparedPools: Readonly<Partial<Record<JobEndpoint, (host: FakeHost) => Promise<void>>>> = {
  onlineInPool: run('zpool', 'offline', '--', 'tank', '/dev/disk/by-id/ata-HDD-4000_FAKE-SDA'),
  stopRemoval: run('zpool', 'remove', '--', 'tank', 'mirror-1'),
  expandPool: async (host) => host.outside.pools.growDrive('FAKE-SDA', 6e12),
  loadPoolKey: async (host) => {
    await encrypted(host)
    host.outside.pools.lock('crypt')
  },
  unloadPoolKey: encrypted,
  changePoolKey: encrypted,
  upgradePool: async (host) => host.outside.pools.disableFeature('tank', 'blake3'),
}

/** What they do is history of a pool, and not the pool; or it is removed again. */
export const leftAsBefore: readonly JobEndpoint[] = [
  'scrubPool',
  'trimPool',
  'clearPool',
  'advisePool',
  'benchPool',
]
