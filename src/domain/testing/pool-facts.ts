import type { Drive } from '../drive.ts'
import type { PoolFacts } from '../pool-facts.ts'
import type { PoolPlan } from '../pool-plan.ts'
import type { Pool } from '../pool.ts'
import type { Checked } from '../problem.ts'
import { drivesOf, someDrive } from './drives.ts'
import { somePool } from './pools.ts'
import { parseRelease, type ZfsVersion } from '../zfs-version.ts'

export const known = (changes: Partial<Drive>) => someDrive({ model: 'ST4000VN006', ...changes })

/** An installation whose commands and module are of one release. */
export function zfsOf(release: string): ZfsVersion {
  const one = parseRelease(release)
  if (one === undefined) throw new Error(`${release} is no release`)
  return { userland: one, module: one }
}

/** A pool `tank` on the drives sda and sdb of six, and a host with ZFS 2.3.2; anything can be replaced. */
export function somePoolFacts(pool: Partial<Pool> = {}, changes: Partial<PoolFacts> = {}): PoolFacts {
  const tank = somePool(pool)
  return {
    pool: tank,
    pools: [tank],
    drives: drivesOf([4, 4, 4, 4, 4, 4], known),
    vms: [],
    vmsOnPool: [],
    zfs: zfsOf('2.3.2'),
    ashift: 12,
    features: {},
    ...changes,
  }
}

/** The commands of a plan as lines, the long paths shortened to `@sda`; or its problems. */
export function linesOf(planned: Checked<PoolPlan>): readonly string[] {
  return planned.ok
    ? planned.value.commands.map(({ argv }) => argv.join(' ').replaceAll('/dev/disk/by-id/ata-HDD_S-', '@'))
    : planned.problems.map((problem) => `${problem.code} ${problem.field ?? '-'}`)
}
