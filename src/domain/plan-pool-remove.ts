import { drivesIn, type PoolFacts } from './pool-facts.ts'
import { findGroup, findMember, sayMember } from './pool-members.ts'
import { layoutWords } from './pool-layout.ts'
import { groupsOfPool } from './plan-pool-add.ts'
import { zpool, type PoolPlan, type PoolUndo } from './pool-plan.ts'
import { isWhole } from './pool-redundancy.ts'
import { whyNotPool } from './pool-rules.ts'
import { poolRef, type Pool, type Vdev } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { formatBytes } from './size.ts'

/** Decides how a whole vdev leaves a pool; `named` is a group such as `mirror-1`, or a device that stands alone. */
export function planRemove(named: string, facts: PoolFacts): Checked<PoolPlan> {
  const { pool } = facts
  const found = findTop(named, facts)
  if (!found.ok) return refused(...whyNotPool('remove', pool), ...found.problems)
  const { vdev, name } = found.value
  const emptied = holdsData(vdev)
  // Taking out what holds no data needs none of what emptying a vdev does.
  const problems = [...whyNotPool(emptied ? 'evacuate' : 'remove', pool), ...whyNotRemoved(vdev, name, pool)]
  if (problems.length > 0) return refused(...problems)
  return valid({
    verb: 'remove',
    pool: pool.name,
    guid: pool.guid,
    title: `Remove ${name} from ${pool.name}`,
    commands: [
      {
        title: `Remove ${name}`,
        argv: zpool('remove', [], [pool.name, vdev.guid]),
        until: { is: 'leaving', guid: vdev.guid },
        ...(emptied ? { undo: putBack(vdev, facts) } : {}),
      },
    ],
    ...(emptied ? { waitFor: 'remove' as const, ends: { is: 'lacks' as const, guid: vdev.guid } } : {}),
    losses: [],
    notes: emptied
      ? [
          `${formatBytes(vdev.space?.allocatedBytes ?? 0)} move to the other vdevs.`,
          'What moved is found through a table that stays in memory until it is written anew.',
        ]
      : [classNotes[vdev.class] ?? ''].filter(Boolean),
    wayBack: emptied
      ? `Until it has finished: kiste pool remove ${pool.name} --stop. Then kiste pool add ${pool.name}.`
      : `kiste pool add ${pool.name}`,
  })
}

/** While it is being emptied that is stopped; if it went meanwhile, its drives are added again. */
function putBack(vdev: Vdev, { pool, ashift }: PoolFacts): readonly PoolUndo[] {
  const groups = groupsOfPool({ vdevs: [vdev] })
  const options = ashift === undefined ? [] : ['-o', `ashift=${ashift}`]
  return [
    { when: { is: 'removing' }, argv: zpool('remove', ['-s'], [pool.name]) },
    {
      when: { is: 'lacks', guid: vdev.guid },
      argv: zpool('add', options, [pool.name, ...layoutWords(groups)]),
    },
  ]
}

/** Decides how a removal that runs is stopped. */
export function planCancelRemove({ pool }: PoolFacts): Checked<PoolPlan> {
  const problems = whyNotPool('cancel-remove', pool)
  if (problems.length === 0 && pool.removal.state !== 'running')
    problems.push({
      code: 'wrong_state',
      object: poolRef(pool.name),
      message: `Nothing is being removed from ${pool.name}.`,
    })
  if (problems.length > 0) return refused(...problems)
  return valid({
    verb: 'cancel-remove',
    pool: pool.name,
    guid: pool.guid,
    title: `Stop removing a vdev from ${pool.name}`,
    commands: [
      {
        title: 'Stop the removal',
        argv: zpool('remove', ['-s'], [pool.name]),
        until: { is: 'not-removing' },
        undo: pool.vdevs
          .filter((vdev) => vdev.removing === true)
          .map((vdev) => ({
            when: { is: 'not-removing' as const },
            argv: zpool('remove', [], [pool.name, vdev.guid]),
          })),
      },
    ],
    losses: [],
    notes: ['What has moved stays where it is now; the vdev is used again.'],
  })
}

const classNotes: Readonly<Partial<Record<Vdev['class'], string>>> = {
  log: 'Synchronous writes go to the data vdevs from then on.',
  l2cache: 'Reads that were cached there come from the data vdevs again.',
  spare: 'Nothing takes the place of a failed drive by itself any more.',
}

function holdsData(vdev: Vdev): boolean {
  return vdev.class === 'normal' || vdev.class === 'special' || vdev.class === 'dedup'
}

function findTop(named: string, facts: PoolFacts): Checked<{ readonly vdev: Vdev; readonly name: string }> {
  const { pool } = facts
  const group = findGroup(pool, named)
  if (group !== undefined) {
    if (pool.vdevs.includes(group)) return valid({ vdev: group, name: group.name })
    return refused(partOf(pool, group.name))
  }
  const found = findMember(pool, drivesIn(facts), named, 'vdev')
  if (!found.ok) return found
  const name = sayMember(found.value)
  return found.value.above.length === 0
    ? valid({ vdev: found.value.leaf, name })
    : refused(partOf(pool, name, found.value.above[0]?.name))
}

function partOf(pool: Pool, name: string, group = 'another vdev'): Problem {
  return {
    code: 'not_supported',
    field: 'vdev',
    object: poolRef(pool.name),
    message: `${name} is part of ${group}; only whole vdevs can be removed.`,
    hint: `A drive leaves a mirror by: kiste pool detach ${pool.name}. In a raidz it can only be replaced: kiste pool replace ${pool.name}`,
  }
}

function whyNotRemoved(vdev: Vdev, name: string, pool: Pool): Problem[] {
  const refuse = (code: Problem['code'], message: string, hint?: string): Problem[] => [
    { code, field: 'vdev', object: poolRef(pool.name), message, ...(hint === undefined ? {} : { hint }) },
  ]
  if (vdev.class === 'spare')
    return vdev.state === 'inuse'
      ? refuse(
          'in_use',
          `${name} stands in for a failed drive now.`,
          `Replace that drive first: kiste pool doctor ${pool.name}`,
        )
      : []
  if (!holdsData(vdev)) return []
  const kinds = pool.vdevs.filter((other) => other.kind === 'raidz' || other.kind === 'draid')
  if (kinds.length > 0)
    return refuse(
      'not_supported',
      `${pool.name} has ${kinds[0]?.name ?? 'raidz'}; a pool with raidz or dRAID never gives up a vdev with data.`,
    )
  const others = pool.vdevs.filter(
    (other) => other.class === 'normal' && other !== vdev && other.space !== undefined,
  )
  if (others.length === 0)
    return refuse('not_supported', `${name} is the only vdev for data in ${pool.name}.`)
  if (!isWhole(vdev))
    return refuse(
      'wrong_state',
      `${name} is not whole, so it cannot be emptied.`,
      `See what is wrong: kiste pool doctor ${pool.name}`,
    )
  return checkRoom(vdev, name, others, pool)
}

/** ZFS wants room for what moves and then the slop twice over (`spa_vdev_remove_top_check`). */
function checkRoom(vdev: Vdev, name: string, others: readonly Vdev[], pool: Pool): Problem[] {
  const moves = vdev.space?.allocatedBytes ?? 0
  const free = others.reduce(
    (sum, { space }) => sum + (space === undefined ? 0 : space.sizeBytes - space.allocatedBytes),
    0,
  )
  const reserve = pool.sizeBytes / 16
  if (moves + reserve <= free) return []
  return [
    {
      code: 'no_space',
      field: 'vdev',
      object: poolRef(pool.name),
      message: `${formatBytes(moves)} would move off ${name}, and the other vdevs have ${formatBytes(free)} free; ${formatBytes(reserve)} of that have to stay free.`,
      hint: 'Make room first: empty the bin, delete snapshots, or add a vdev.',
    },
  ]
}
