import { dataDevices } from './pool-condition.ts'
import type { PoolFacts } from './pool-facts.ts'
import { whyNotNewPool } from './pool-name.ts'
import { zpool, type PoolPlan } from './pool-plan.ts'
import { isWhole } from './pool-redundancy.ts'
import { whyNotPool } from './pool-rules.ts'
import { poolRef, type Vdev } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'

export interface SplitWish {
  /** Of the pool that is split off. */
  readonly name: string
  /** That a pool is left, or made, without a second copy is meant. */
  readonly acceptNoRedundancy?: boolean | undefined
}

/** Decides how the last drive of every mirror becomes a pool of its own with the same content; it is not imported. */
export function planSplit(
  wish: SplitWish,
  facts: PoolFacts & { readonly importableNames: readonly string[] },
): Checked<PoolPlan> {
  const { pool } = facts
  const object = poolRef(pool.name)
  const problems: Problem[] = [...whyNotPool('split', pool), ...whyNotNewPool(wish.name, facts)]
  const data = pool.vdevs.filter(
    (vdev) => vdev.class === 'normal' || vdev.class === 'special' || vdev.class === 'dedup',
  )
  const other = data.find((vdev) => vdev.kind !== 'mirror')
  if (other !== undefined)
    problems.push({
      code: 'not_supported',
      object,
      message: `${other.name} is no mirror; only a pool of mirrors can be split.`,
      hint: `To copy it instead, replicate it to another pool.`,
    })
  const hurt = data.find((vdev) => !isWhole(vdev))
  if (other === undefined && hurt !== undefined)
    problems.push({
      code: 'wrong_state',
      object,
      message: `${hurt.name} is not whole, and both pools would need what is missing.`,
      hint: `See what is wrong: kiste pool doctor ${pool.name}`,
    })
  const widths = data.map(widthOf)
  if (other === undefined && Math.min(...widths) <= 2 && wish.acceptNoRedundancy !== true)
    problems.push({
      code: 'invalid_input',
      object,
      message: `${pool.name} has mirrors of two drives: after the split neither pool has a second copy, and the next drive that fails takes its pool with it.`,
      hint: `Attach a third drive to each mirror first, or say that this is meant: --accept-no-redundancy`,
    })
  if (problems.length > 0) return refused(...problems)
  return valid({
    verb: 'split',
    pool: pool.name,
    guid: pool.guid,
    title: `Split one drive of each mirror of ${pool.name} off as ${wish.name}`,
    commands: [
      {
        title: `Split off ${wish.name}`,
        argv: zpool('split', [], [pool.name, wish.name]),
        until: { is: 'at-most', devices: dataDevices(pool) - data.length },
      },
    ],
    losses: [],
    notes: [
      `${wish.name} holds what ${pool.name} holds now, also VMs with the same names and UUIDs: never run both.`,
      'Log, cache and spare devices stay where they are.',
    ],
    wayBack: `Attach the drives to ${pool.name} again: kiste pool attach ${pool.name} --erase. That gives up ${wish.name}.`,
  })
}

function widthOf(vdev: Vdev): number {
  return 'children' in vdev ? vdev.children.length : 1
}
