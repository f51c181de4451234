import type { Drive } from '../domain/drive.ts'
import type { KeyFile } from '../domain/key-file.ts'
import type { ImportablePool } from '../domain/importable-pool.ts'
import type { ArcUse } from '../domain/plan-arc.ts'
import type { Holder, MountWish, NotMounted, PoolDataset } from '../domain/pool-dataset.ts'
import type { PoolGlance } from '../domain/pool-glance.ts'
import type { PoolActivity, PoolCommand } from '../domain/pool-plan.ts'
import type { PoolProgress } from '../domain/pool-progress.ts'
import type { PoolSettings } from '../domain/pool-settings.ts'
import type { Trouble } from '../domain/pool-trouble.ts'
import type { Pool } from '../domain/pool.ts'
import type { ZfsVersion } from '../domain/zfs-version.ts'

/**
 * The pools of a host and the drives they are made of. Where there is no ZFS all but `drives` rejects with `zfs_unavailable` and says
 * how to get it. A pool that is suspended keeps nobody waiting: `pool_unavailable` comes in its place.
 */
export interface PoolHost {
  version(): Promise<ZfsVersion>
  /** The pools that are imported. */
  list(): Promise<readonly PoolGlance[]>
  /** All there is to know of a pool that is imported; undefined if none of this name is. */
  get(name: string): Promise<Pool | undefined>
  settings(name: string): Promise<PoolSettings>
  /** What its maker noted on it; undefined for none, also where no such pool is imported. */
  mark(name: string): Promise<string | undefined>
  /** Pools on the drives of this host that are not imported. `destroyed`: those that were given up, in place of the others. */
  importable(search?: { readonly destroyed?: boolean | undefined }): Promise<readonly ImportablePool[]>
  /** The drives, with what is on each as far as the drive itself tells. `wake`: also sleeping ones are looked at. */
  drives(options?: { readonly wake?: boolean | undefined }): Promise<readonly Drive[]>
  /** Of these folders, those that are there and not empty. */
  occupied(folders: readonly string[]): Promise<readonly string[]>
  /** The datasets of a pool, with the key each is under. */
  datasets(name: string): Promise<readonly PoolDataset[]>
  /**
   * Mounts these file systems, in this order; one that is mounted already is left. Returns those that could not be, and why: nothing is ever
   * mounted over a folder that is not empty, or below one that should have been mounted and is not.
   */
  mount(filesystems: readonly MountWish[], how: MountRun): Promise<readonly NotMounted[]>
  /** Unmounts these file systems, in this order. Not mounted is success. Rejects with `in_use` at the first that somebody has open. */
  unmount(filesystems: readonly MountWish[], how: MountRun): Promise<void>
  /** What has something in these file systems, or a volume of the pool, open; as far as it can be told. */
  holders(name: string, filesystems: readonly MountWish[]): Promise<readonly Holder[]>
  /** The file that a key is in. */
  keyFile(path: string): Promise<KeyFile>
  /** Runs a command of a plan. */
  run(argv: PoolCommand['argv'], how: PoolRun): Promise<void>
  /** Waits until this no longer goes on in the pool, for as long as it takes; rejects when the signal aborts. Ends nothing. */
  wait(name: string, activity: PoolActivity, how: PoolWait): Promise<void>
  /** ZFS's cache in memory. */
  arc(): Promise<ArcUse>
  /** Sets what it may grow to, also after the next start of the host; 0 leaves it to ZFS. */
  setArcMax(maxBytes: number): Promise<void>
  /** What the kernel and ZFS told of this pool and its drives. */
  troubles(name: string): Promise<readonly Trouble[]>
  /** Whether the memory mends its own errors; null where the host does not tell. */
  memoryEcc(): Promise<boolean | null>
}

export interface PoolRun {
  /** The pool it is about. */
  readonly pool: string
  /** Completes "pool tank could not be …". */
  readonly done: string
  /** Read by the command from its standard input. */
  readonly secret?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface MountRun {
  /** The pool they are in. */
  readonly pool: string
  readonly signal?: AbortSignal | undefined
}

export interface PoolWait {
  readonly signal: AbortSignal
  readonly onProgress: (progress: PoolProgress) => void
}
