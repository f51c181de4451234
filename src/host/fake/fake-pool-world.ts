import type { CopiedPoint } from '../../domain/copy.ts'
import type { Drive } from '../../domain/drive.ts'
import { flattenVdevs, poolRef, type Pool } from '../../domain/pool.ts'
import type { Holder } from '../../domain/pool-dataset.ts'
import { problemError, type ProblemCode, type ProblemError } from '../../domain/problem.ts'
import type { Setting } from '../../domain/pool-settings.ts'
import type { BenchPlace } from '../../domain/pool-bench.ts'
import type { SampledDataset } from '../../domain/sampled-dataset.ts'
import { leadsTo } from '../../domain/join-drive-uses.ts'
import { settled } from './fake-vdevs.ts'
import type { StorePart, World } from './world.ts'

/** A pool on the drives of the fake host, imported or not. */
export interface KeptPool {
  imported: boolean
  destroyed?: true
  /** Another host had it last. */
  foreign?: true
  pool: Pool
  /** What the store in it holds; absent while none was made. */
  store?: StorePart
  /** Copies of VMs, by the dataset below which they are. */
  copies?: Record<string, FakeCopies>
  settings: { pool: Record<string, Setting>; dataset: Record<string, Setting> }
  mark?: string
  /** What lies in it besides its root dataset. */
  datasets?: readonly SampledDataset[]
  /** What was made to measure it, by its id. */
  benches?: Record<string, BenchPlace>
  /** The passphrase of an encrypted pool whose key is asked for. */
  passphrase?: string
  /** Names of its file systems that are not mounted; absent where all are. */
  notMounted?: string[]
  /** Places of its file systems that hold something while nothing is mounted there. */
  occupied?: string[]
  /** Programs that have something in it open. */
  heldBy?: Holder[]
}

/** Copies of one store: its guid, and the snapshots that came, by uuid of the VM. */
export interface FakeCopies {
  readonly of: string
  readonly vms: Record<string, { readonly vm: string; readonly points: readonly CopiedPoint[] }>
}

/** Drives and pools of a world; one that was kept by an older daemon has none. */
export function poolsOf(world: World): Record<string, KeptPool> {
  return (world.pools ??= {})
}

export function drivesOf(world: World): Drive[] {
  return (world.drives ??= [])
}

export function importedPool(world: World, name: string): KeptPool | undefined {
  return Object.values(poolsOf(world)).find((one) => one.imported && one.pool.name === name)
}

/** The pool of this name, or the refusal ZFS would give. */
export function thePool(world: World, name: string): KeptPool {
  const found = importedPool(world, name)
  if (found) return found
  throw poolProblem('not_found', name, `Pool ${name} is not imported.`)
}

export function poolProblem(code: ProblemCode, name: string, message: string): ProblemError {
  return problemError({
    code,
    object: poolRef(name),
    message,
    hint: `See how the pool is: zpool status -v ${name}`,
  })
}

/** Changes what a pool is, and lets states and sizes follow. */
export function change(kept: KeptPool, changes: Partial<Pool>): void {
  kept.pool = settled({ ...kept.pool, ...changes })
}

/** The pool that has a device on this drive, an imported one first. */
export function poolOn(world: World, drive: Drive): KeptPool | undefined {
  const all = Object.values(poolsOf(world)).filter(({ pool }) =>
    flattenVdevs(pool.vdevs).some((vdev) => 'path' in vdev && leadsTo(vdev.path, drive)),
  )
  return all.find((one) => one.imported) ?? all[0]
}

/** The drive of this path, if it is there and no imported pool has it. */
export function freeDrive(world: World, path: string, pool: string): Drive {
  const drive = drivesOf(world).find((one) => one.paths.includes(path) || leadsTo(path, one))
  if (!drive)
    throw poolProblem(
      'not_found',
      pool,
      `Pool ${pool} could not be changed: a device is not there (${path}: No such file or directory).`,
    )
  const user = poolOn(world, drive)
  if (user?.imported)
    throw poolProblem(
      'in_use',
      pool,
      `Pool ${pool} could not be changed: a device is in use (${path} is part of active pool '${user.pool.name}').`,
    )
  // A pool that is not imported loses what is given to another.
  if (user) delete poolsOf(world)[user.pool.guid]
  return drive
}

export function isEncrypted({ settings }: KeptPool): boolean {
  return (settings.dataset['encryption']?.value ?? 'off') !== 'off'
}

/** The root dataset of a pool whose key is not loaded. */
export function lockOf({ pool, settings }: KeptPool): string | undefined {
  return settings.dataset['keystatus']?.value === 'unavailable' ? pool.name : undefined
}
