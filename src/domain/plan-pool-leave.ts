import type { PoolFacts } from './pool-facts.ts'
import { zpool, type PoolPlan } from './pool-plan.ts'
import { whyNotPool } from './pool-rules.ts'
import { poolRef } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { formatBytes } from './size.ts'

/** Decides how a pool is let go so that its drives can be unplugged or used by another host. */
export function planExport(facts: PoolFacts): Checked<PoolPlan> {
  const { pool, vmsOnPool } = facts
  const problems: Problem[] = [
    ...whyNotPool('export', pool),
    ...running(facts).map((vm): Problem => ({
      code: 'in_use',
      object: { type: 'vm', name: vm },
      message: `${vm} runs on ${pool.name}.`,
      hint: `Stop it first: kiste vm stop ${vm}`,
    })),
    ...spareInUse(facts),
  ]
  if (problems.length > 0) return refused(...problems)
  return valid({
    verb: 'export',
    pool: pool.name,
    guid: pool.guid,
    title: `Export ${pool.name}`,
    commands: [
      {
        title: `Write everything and let ${pool.name} go`,
        argv: zpool('export', [], [pool.name]),
        until: { is: 'away', guid: pool.guid },
        undo: [{ when: { is: 'away', guid: pool.guid }, argv: importAgain(pool.guid) }],
      },
    ],
    losses: [],
    notes:
      vmsOnPool.length === 0
        ? []
        : [`Until it is imported again, ${list(vmsOnPool.map((vm) => vm.name))} cannot start.`],
    wayBack: `kiste pool import ${pool.name}`,
  })
}

/** Decides how a pool is given up with all that is in it. Never while a VM has a disk there, running or not. */
export function planDestroy({ pool, vmsOnPool, deletedVms = [] }: PoolFacts): Checked<PoolPlan> {
  const problems: Problem[] = [
    ...whyNotPool('destroy', pool),
    ...vmsOnPool.map((vm): Problem => ({
      code: 'in_use',
      object: { type: 'vm', name: vm.name },
      message: `${vm.name} has its disks on ${pool.name}.`,
      hint: `Move it to another store, or delete it for good: kiste vm delete ${vm.name} --now`,
    })),
  ]
  if (problems.length > 0) return refused(...problems)
  return valid({
    verb: 'destroy',
    pool: pool.name,
    guid: pool.guid,
    title: `Destroy ${pool.name}`,
    commands: [
      {
        title: `Mark ${pool.name} as destroyed`,
        argv: zpool('destroy', [], [pool.name]),
        until: { is: 'away', guid: pool.guid },
        undo: [{ when: { is: 'away', guid: pool.guid }, argv: importAgain(pool.guid, ['-D']) }],
      },
    ],
    losses: [
      `All that is in ${pool.name}: ${formatBytes(pool.allocatedBytes)} on its drives, with all snapshots.`,
      ...(deletedVms.length === 0
        ? []
        : [`What is in its bin, and could still come back: ${list(deletedVms)}.`]),
    ],
    notes: [],
    wayBack: `As long as nothing has been written to its drives: zpool import -D ${pool.name}. Once they are used again, nothing brings it back.`,
  })
}

function importAgain(guid: string, options: readonly string[] = []) {
  const where = ['-d', '/dev/disk/by-id', '-o', 'cachefile=/etc/zfs/zpool.cache']
  return zpool('import', [...where, ...options], [guid])
}

function running({ vmsOnPool }: PoolFacts): readonly string[] {
  return vmsOnPool.filter((vm) => vm.running).map((vm) => vm.name)
}

/** ZFS does not let a pool go whose spare stands in for a drive, since another pool may share the spare. */
function spareInUse({ pool }: PoolFacts): Problem[] {
  const spare = pool.vdevs.find((vdev) => vdev.class === 'spare' && vdev.state === 'inuse')
  if (spare === undefined) return []
  return [
    {
      code: 'in_use',
      object: poolRef(pool.name),
      message: `A spare of ${pool.name} stands in for a failed drive, and ZFS does not export a pool then.`,
      hint: `Replace that drive first: kiste pool doctor ${pool.name}`,
    },
  ]
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}
