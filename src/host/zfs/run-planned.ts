import type { PoolName } from '../../domain/dataset-name.ts'
import type { PoolCommand } from '../../domain/pool-plan.ts'
import { flattenVdevs, poolRef } from '../../domain/pool.ts'
import type { PoolRun } from '../pool-host.ts'
import { readStatus } from './read-pool.ts'
import { whileBusy, type Sleep } from './while-busy.ts'
import { whileDevicesSettle } from './while-devices-settle.ts'
import { wholeDiskPath } from './whole-disk.ts'
import { zfsErrorKind } from './zfs-error.ts'
import { explained, type Zfs, type ZfsCall } from './zfs.ts'

/** What a command of a plan asks of the way it is run. */
interface Manner {
  /** It concerns no pool that is imported. */
  readonly noPool?: true
  /** It has to get through to a pool that is suspended. */
  readonly mends?: true
  /** What udev looks at for a moment is asked again. */
  readonly patient?: true
  /** It takes devices, whose links may be made anew just now. */
  readonly devices?: true
  /**
   * It lets go of devices that ZFS's event daemon opens anew when udev shows them, and one that was opened amid it was seen to be faulted:
   * what udev has to do is waited for first.
   */
  readonly settled?: true
}

const manners: Readonly<Record<string, Manner>> = {
  'zpool create': { noPool: true, patient: true, devices: true },
  'zpool add': { devices: true },
  'zpool attach': { devices: true },
  'zpool replace': { devices: true },
  'zpool split': { devices: true, settled: true },
  'zpool import': { noPool: true },
  'zpool labelclear': { noPool: true, patient: true },
  'zpool clear': { mends: true },
  'zpool online': { mends: true },
  'zpool export': { patient: true },
  'zpool destroy': { patient: true },
  // udev looks at volumes that were closed a moment ago.
  'zfs unload-key': { patient: true },
}

const wipeLimitMs = 120_000
const settleSeconds = 30

/** Runs a command that a plan of the domain names: one of ZFS, or `wipefs`. Rejects with `ProblemError`. */
export async function runPlanned(
  zfs: Zfs,
  argv: PoolCommand['argv'],
  how: Omit<PoolRun, 'pool'> & { readonly pool: PoolName },
  { sleep }: { readonly sleep?: Sleep | undefined } = {},
): Promise<void> {
  const attempt = { object: poolRef(how.pool), done: how.done }
  const [program, verb = ''] = argv
  if (program !== 'zpool' && program !== 'zfs') {
    await explained(attempt, () => zfs.runner.run(argv, { timeoutMs: wipeLimitMs }))
    return
  }
  const manner = manners[`${program} ${verb}`] ?? {}
  if (manner.settled === true)
    await explained(attempt, () =>
      zfs.runner.run(['udevadm', 'settle', `--timeout=${settleSeconds}`], {
        timeoutMs: 2_000 * settleSeconds,
      }),
    )
  const run = (words: readonly string[]) => zfs.run(callOf([program, ...words], manner, how))
  const devices = () =>
    manner.devices === undefined ? run(argv.slice(1)) : whileDevicesSettle(() => run(argv.slice(1)), sleep)
  try {
    await (manner.patient === true ? whileBusy(devices, sleep) : devices())
  } catch (error) {
    if (verb !== 'online' || zfsErrorKind(error) !== 'no-such-device') throw error
    await onlineByPath(zfs, argv, how.pool, run, error)
  }
}

function callOf(
  argv: ZfsCall['argv'],
  manner: Manner,
  { pool, done, secret, signal }: Omit<PoolRun, 'pool'> & { readonly pool: PoolName },
): ZfsCall {
  return {
    argv,
    limit: 'slow',
    pool: manner.noPool === true ? undefined : pool,
    evenSuspended: manner.mends,
    attempt: { object: poolRef(pool), done },
    ...(secret === undefined ? {} : { input: secret }),
    ...(signal === undefined ? {} : { signal }),
  }
}

/**
 * Where a whole disk may grow (`-e`, `autoexpand`), zpool makes its partition anew, and takes the operand for a path to it, not for a guid
 * (zpool_vdev_online in libzfs_pool.c).
 */
async function onlineByPath(
  zfs: Zfs,
  argv: readonly string[],
  pool: PoolName,
  run: (words: readonly string[]) => Promise<unknown>,
  refusal: unknown,
): Promise<void> {
  const device = argv.at(-1)
  const found = flattenVdevs((await readStatus(zfs, pool)).vdevs).find(({ guid }) => guid === device)
  if (found?.kind !== 'disk') throw refusal
  await run([...argv.slice(1, -1), wholeDiskPath(found.wasPath ?? found.path)])
}
