import type { Drive } from '../domain/drive.ts'
import type { KeyFile } from '../domain/key-file.ts'
import type { ImportablePool } from '../domain/importable-pool.ts'
import type { DedupCount } from '../domain/dedup-tally.ts'
import type { MeasuringTool } from '../domain/measuring-tools.ts'
import type { ArcUse } from '../domain/plan-arc.ts'
import type { Holder, MountWish, NotMounted, PoolDataset } from '../domain/pool-dataset.ts'
import type { CompressedSample } from '../domain/pool-advice.ts'
import type { BenchFigures, BenchPlace, BenchRun } from '../domain/pool-bench.ts'
import type { PoolGlance } from '../domain/pool-glance.ts'
import type { PoolActivity, PoolCommand } from '../domain/pool-plan.ts'
import type { PoolProgress } from '../domain/pool-progress.ts'
import type { PoolSettings } from '../domain/pool-settings.ts'
import type { Trouble } from '../domain/pool-trouble.ts'
import type { Pool } from '../domain/pool.ts'
import type { ReadableDataset, SampledDataset } from '../domain/sampled-dataset.ts'
import type { ZfsVersion } from '../domain/zfs-version.ts'

/**
 * The pools of a host and the drives they are made of. Where there is no ZFS all but `drives` rejects with `zfs_unavailable` and says
 * how to get it. A pool that is suspended keeps nobody waiting: `pool_unavailable` comes in its place.
 */
export interface PoolHost extends PoolMeasures {
  version(): Promise<ZfsVersion>
  /** The pools that are imported. */
  list(): Promise<readonly PoolGlance[]>
  /** All there is to know of a pool that is imported; undefined if none of this name is. */
  get(name: string): Promise<Pool | undefined>
  /** `dataset`: one in the pool in the place of its root; rejects with `not_found` where there is none of this name. */
  settings(name: string, dataset?: string): Promise<PoolSettings>
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

/** Looks into what lies in a pool, and tries how quick it is. */
export interface PoolMeasures {
  /** Of these programs, those that are not installed. */
  missingTools(tools: readonly MeasuringTool[]): Promise<readonly MeasuringTool[]>
  /** The datasets of a pool, as whoever samples them has to know them. */
  sampledDatasets(name: string): Promise<readonly SampledDataset[]>
  /** Reads blocks spread evenly over these datasets, and counts which come up again. Writes nothing to the pool. */
  sampleDedup(
    name: string,
    wish: SampleWish & { readonly keptOneIn: number },
    how: SampleRun,
  ): Promise<DedupSeen>
  /** Reads blocks in the same way, and says how small each becomes. Writes nothing to the pool. */
  sampleCompression(
    name: string,
    wish: SampleWish & { readonly blocksEach: number },
    how: SampleRun,
  ): Promise<CompressionSeen>
  /** What was made to measure and is still there, by the id it is marked with. */
  benches(name: string): Promise<readonly string[]>
  /** Makes the volume and the file that are measured, or what is missing of them. */
  makeBench(place: BenchPlace): Promise<void>
  runBench(
    place: BenchPlace,
    run: BenchRun & { readonly seconds: number },
    signal: AbortSignal,
  ): Promise<BenchFigures>
  /** Removes them, if they carry their mark; gone already is success. */
  removeBench(place: Pick<BenchPlace, 'pool' | 'id'>): Promise<void>
}

export interface SampleWish {
  readonly datasets: readonly ReadableDataset[]
  /** Ends well when so much was read, zeros left out, or after so long. */
  readonly readBytes: number
  readonly seconds: number
}

export interface SampleRun {
  /** Ends it at once, and rejects. */
  readonly signal: AbortSignal
  readonly onProgress: (readBytes: number) => void
  /** What could not be read and was passed over; a sentence. */
  readonly onTrouble: (sentence: string) => void
}

export interface DedupSeen {
  readonly count: DedupCount
  /** How much was read of all there is, from 0 to 1. */
  readonly readShare: number
  readonly readBytes: number
}

export interface CompressionSeen {
  readonly readBytes: number
  readonly datasets: readonly {
    readonly dataset: string
    /** The same blocks by each algorithm. */
    readonly results: readonly CompressedSample[]
  }[]
}
