import type { PoolName } from '../../domain/dataset-name.ts'
import type { PoolCommand } from '../../domain/pool-plan.ts'
import { poolRef } from '../../domain/pool.ts'
import type { PoolRun } from '../pool-host.ts'
import { whileBusy } from './while-busy.ts'
import { explained, type Zfs, type ZfsCall } from './zfs.ts'

/** What a command of a plan asks of the way it is run. */
interface Manner {
  /** It concerns no pool that is imported. */
  readonly noPool?: true
  /** It has to get through to a pool that is suspended. */
  readonly mends?: true
  /** What udev looks at for a moment is asked again. */
  readonly patient?: true
}

const manners: Readonly<Record<string, Manner>> = {
  'zpool create': { noPool: true, patient: true },
  'zpool import': { noPool: true },
  'zpool labelclear': { noPool: true, patient: true },
  'zpool clear': { mends: true },
  'zpool online': { mends: true },
  'zpool export': { patient: true },
  'zpool destroy': { patient: true },
}

const wipeLimitMs = 120_000

/** Runs a command that a plan of the domain names: one of ZFS, or `wipefs`. Rejects with `ProblemError`. */
export async function runPlanned(
  zfs: Zfs,
  argv: PoolCommand['argv'],
  { pool, done, secret, signal }: Omit<PoolRun, 'pool'> & { readonly pool: PoolName },
): Promise<void> {
  const attempt = { object: poolRef(pool), done }
  const [program, verb = ''] = argv
  if (program !== 'zpool' && program !== 'zfs') {
    await explained(attempt, () => zfs.runner.run(argv, { timeoutMs: wipeLimitMs }))
    return
  }
  const manner = manners[`${program} ${verb}`] ?? {}
  const call: ZfsCall = {
    argv: [program, ...argv.slice(1)],
    limit: 'slow',
    pool: manner.noPool === true ? undefined : pool,
    evenSuspended: manner.mends,
    attempt,
    ...(secret === undefined ? {} : { input: secret }),
    ...(signal === undefined ? {} : { signal }),
  }
  const run = () => zfs.run(call)
  await (manner.patient === true ? whileBusy(run) : run())
}
