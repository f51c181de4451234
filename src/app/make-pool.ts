import { planCreatePool, type CreatePoolWish } from '../domain/plan-create-pool.ts'
import { planImport, type ImportWish } from '../domain/plan-pool-import.ts'
import { layOutPool, type LayoutChoices } from '../domain/plan-pool-layouts.ts'
import { joinDriveUses } from '../domain/join-drive-uses.ts'
import { findDrive } from '../domain/find-drive.ts'
import type { PoolEncryption } from '../domain/pool-create-argv.ts'
import type { LayoutKind } from '../domain/pool-layout.ts'
import type { PoolPlan } from '../domain/pool-plan.ts'
import { throwIfProblems, type Checked } from '../domain/problem.ts'
import type { AppDeps } from './deps.ts'
import { poolJobKind } from './jobs/pool.ts'
import { poolsThatAnswer } from './pool-facts.ts'

/** A new pool as people ask for it. */
export type CreatePoolRequest = Omit<CreatePoolWish, 'mark' | 'encryption'> & {
  readonly encryption?:
    | { readonly key: 'prompt'; readonly passphrase: string }
    | Extract<PoolEncryption, { key: 'file' }>
    | undefined
}

export type ImportRequest = Omit<ImportWish, 'pool'>

export interface LayoutsRequest {
  /** By any name of theirs; default all that are bare. */
  readonly drives?: readonly string[] | undefined
  readonly kind?: LayoutKind | undefined
  readonly volblocksizeBytes?: number | undefined
}

/** Decides how a pool is made, and says first why so. */
export async function createPool(deps: AppDeps, wish: CreatePoolRequest): Promise<Checked<PoolPlan>> {
  const { pools } = deps.host
  // Asked first: without ZFS nothing else is worth a look.
  const zfs = await pools.version()
  const [drives, imported, glances, importable, vms, occupiedPaths] = await Promise.all([
    pools.drives({ wake: true }),
    poolsThatAnswer(deps.host),
    pools.list(),
    pools.importable(),
    deps.host.vms.listDisks(),
    pools.occupied([wish.mountpoint ?? `/${wish.name}`]),
  ])
  const silent = glances.flatMap((one) => (one.answers ? [] : [one.name]))
  return planCreatePool(
    {
      ...wish,
      mark: deps.randomUuid(),
      encryption: wish.encryption?.key === 'prompt' ? { key: 'prompt' } : wish.encryption,
    },
    {
      drives,
      pools: imported,
      importableNames: [...silent, ...importable.map((one) => one.name)],
      vms,
      zfs,
      occupiedPaths,
    },
  )
}

/** Every sensible pool of these drives, or of all that are bare. */
export async function layOut(deps: AppDeps, wish: LayoutsRequest): Promise<LayoutChoices> {
  const { host } = deps
  const [raw, pools, vms] = await Promise.all([
    host.pools.drives({ wake: true }),
    poolsThatAnswer(host),
    host.vms.listDisks(),
  ])
  const drives = joinDriveUses(raw, { pools, vms })
  const { drives: names, ...rest } = wish
  if (names === undefined)
    return layOutPool(
      drives.filter((drive) => drive.uses.length === 0),
      rest,
    )
  const found = names.map((name, index) => findDrive(drives, name, `drives[${index}]`))
  throwIfProblems(found.flatMap((one) => (one.ok ? [] : one.problems)))
  return layOutPool(
    found.flatMap((one) => (one.ok ? [one.value] : [])),
    rest,
  )
}

/** Decides how a pool comes to this host. */
export async function importPool(
  deps: AppDeps,
  pool: string,
  wish: ImportRequest,
): Promise<Checked<PoolPlan>> {
  const { pools } = deps.host
  const [importable, imported] = await Promise.all([pools.importable(), pools.list()])
  const isIt = (one: { readonly name: string; readonly guid: string }) =>
    one.name === pool || one.guid === pool
  // Those that were given up count only where there is no other.
  const destroyed = importable.some(isIt) ? [] : await pools.importable({ destroyed: true })
  return planImport(
    { pool, ...wish },
    {
      importable: [...importable, ...destroyed],
      pools: imported,
      knownGuids: hadBefore(deps),
    },
  )
}

/** Guids of pools that were exported here. */
function hadBefore({ engine }: AppDeps): readonly string[] {
  return engine.list({ limit: 1_000, state: ['done'] }).flatMap((job) => {
    if (job.kind !== poolJobKind('export') || job.state !== 'done') return []
    const { result } = job
    return typeof result === 'object' &&
      result !== null &&
      'guid' in result &&
      typeof result.guid === 'string'
      ? [result.guid]
      : []
  })
}
