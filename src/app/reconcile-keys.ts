import type { Host } from '../host/host.ts'
import { unless } from './pool-facts.ts'
import type { PoolChanges } from './pools.ts'

export interface KeyLoaderDeps {
  readonly host: Pick<Host, 'pools'>
  readonly changes: Pick<PoolChanges, 'loadPoolKey'>
}

/**
 * Loads the keys of encrypted pools that lie in a file, as after a boot; a passphrase is waited for. What failed is not tried again
 * before the daemon is started again or somebody loads it: a file that is not there does not come by asking.
 */
export function createKeyLoader({ host, changes }: KeyLoaderDeps): () => Promise<void> {
  const tried = new Set<string>()
  return async () => {
    for (const pool of await unless('zfs_unavailable', () => host.pools.list())) {
      if (!pool.answers || pool.readOnly) continue
      const { dataset } = await host.pools.settings(pool.name)
      const waits = dataset['keystatus']?.value === 'unavailable'
      if (!waits) tried.delete(pool.guid)
      if (!waits || tried.has(pool.guid) || !dataset['keylocation']?.value.startsWith('file://')) continue
      tried.add(pool.guid)
      const change = await changes.loadPoolKey(pool.name, {})
      change.submit('kiste')
    }
  }
}
