import type { Host } from '../../host/host.ts'
import { unless } from '../pool-facts.ts'

/** Names of the pools that are here and answer; none where there is no ZFS. */
export async function answeringPools({ pools }: Pick<Host, 'pools'>): Promise<readonly string[]> {
  const found = await unless('zfs_unavailable', () => pools.list())
  return found.flatMap((pool) => (pool.answers ? [pool.name] : []))
}
