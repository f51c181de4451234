import { checkPoolName } from '../../../domain/dataset-name.ts'
import { poolBlockBytes } from '../../../domain/pool-block-size.ts'
import { zfsHas } from '../../../domain/zfs-version.ts'
import { readPool } from '../read-pool.ts'
import type { Zfs } from '../zfs.ts'
import { answeringPools } from './answering-pools.ts'
import { noStore } from '../../store-problems.ts'

/** What stores need to know of pools. */
export interface PoolsView {
  /** Those that are imported and not suspended: the others would let every question hang. */
  answering(): Promise<readonly string[]>
  /** What blocks new volumes of a pool are made of. */
  blockBytes(pool: string): Promise<number>
  /** Whether datasets have the property `direct`. */
  directIo(): Promise<boolean>
}

/** The pools of this machine. Only whoever asks for more than their names opens OpenZFS. */
export function openPoolsView(open: () => Promise<Zfs>): PoolsView {
  return {
    answering: () => answeringPools(),
    async blockBytes(pool) {
      const checked = checkPoolName(pool)
      if (!checked.ok) throw noStore(pool)
      return poolBlockBytes(await readPool(await open(), checked.value))
    },
    directIo: async () => zfsHas((await open()).version, 'directIo'),
  }
}
