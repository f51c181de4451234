import type { Drive } from './drive.ts'
import { joinDriveUses } from './join-drive-uses.ts'
import type { KeyFile } from './key-file.ts'
import type { PoolDataset } from './pool-dataset.ts'
import type { PoolSettings } from './pool-settings.ts'
import type { Pool } from './pool.ts'
import type { VmDisks } from './vm.ts'
import type { ZfsVersion } from './zfs-version.ts'

/** What plans about an existing pool look at. */
export interface PoolFacts {
  readonly pool: Pool
  /** All imported pools, this one among them. */
  readonly pools: readonly Pool[]
  readonly drives: readonly Drive[]
  /** Those that may have a drive. */
  readonly vms: readonly VmDisks[]
  /** Those of them whose disks are in this pool. */
  readonly vmsOnPool: readonly VmOnPool[]
  /** VMs in the bin of a store in this pool; absent where nobody looked. */
  readonly deletedVms?: readonly string[] | undefined
  readonly zfs: ZfsVersion
  /** Sector size of the pool's data vdevs as a power of two; absent where this ZFS does not tell. */
  readonly ashift?: number | undefined
  /** Features by name; absent where they could not be read. */
  readonly features?: Readonly<Record<string, FeatureState>> | undefined
  /** How the pool and its root dataset are set; absent where it could not be read. */
  readonly settings?: PoolSettings | undefined
  /** All in it; absent where nobody looked. */
  readonly datasets?: readonly PoolDataset[] | undefined
  /** The file that its key is in; absent where nobody looked, and for a key that is typed. */
  readonly keyFile?: KeyFile | undefined
}

export type FeatureState = 'disabled' | 'enabled' | 'active'

/** A VM that has at least one disk in a pool. */
export interface VmOnPool {
  readonly name: string
  readonly running: boolean
}

/** The drives of these facts with all that uses them. */
export function drivesIn(facts: Pick<PoolFacts, 'drives' | 'pools' | 'vms'>): readonly Drive[] {
  return joinDriveUses(facts.drives, facts)
}
