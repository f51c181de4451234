import { drivesIn, type PoolFacts } from './pool-facts.ts'
import { findMember, groupOf, membersOf, sayMember, type Member } from './pool-members.ts'
import { zpool, type PoolPlan } from './pool-plan.ts'
import { failuresLeft, isWhole } from './pool-redundancy.ts'
import { whyNotPool } from './pool-rules.ts'
import { poolRef } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { sizeOffered } from './pool-fits.ts'
import { GiB } from './size.ts'

export interface OfflineWish {
  readonly device: string
  /** Only until the host starts again. */
  readonly temporary?: boolean | undefined
}

/** Decides whether a drive can be taken offline without losing the data that is only on it. */
export function planOffline(wish: OfflineWish, facts: PoolFacts): Checked<PoolPlan> {
  const { pool } = facts
  const found = findMember(pool, drivesIn(facts), wish.device, 'device')
  const problems = [
    ...whyNotPool('offline', pool),
    ...(found.ok ? whyNotOffline(found.value, pool.name) : found.problems),
  ]
  if (problems.length > 0 || !found.ok) return refused(...problems)
  const member = found.value
  const name = sayMember(member)
  const group = groupOf(member)
  const left = group === undefined ? 0 : failuresLeft(group) - 1
  return valid({
    verb: 'offline',
    pool: pool.name,
    guid: pool.guid,
    title: `Take ${name} of ${pool.name} offline`,
    commands: [
      {
        title: `Take ${name} offline`,
        argv: zpool('offline', wish.temporary === true ? ['-t'] : [], [pool.name, member.leaf.guid]),
        until: { is: 'offline', guid: member.leaf.guid },
        undo:
          member.leaf.state === 'offline'
            ? []
            : [
                {
                  when: { is: 'offline', guid: member.leaf.guid },
                  argv: zpool('online', [], [pool.name, member.leaf.guid]),
                  waitFor: 'resilver',
                },
              ],
      },
    ],
    losses: [],
    notes: [
      left > 0
        ? `${group?.name ?? ''} still survives ${left} more failure${left === 1 ? '' : 's'}.`
        : 'Until it is online again, no other drive of its group may fail.',
      'What is written meanwhile is copied to it when it comes back.',
    ],
    wayBack: `kiste pool online ${pool.name} ${wish.device}`,
  })
}

function whyNotOffline(member: Member, pool: string): Problem[] {
  const group = groupOf(member)
  const name = sayMember(member)
  const object = poolRef(pool)
  if (member.leaf.class === 'l2cache' || member.leaf.class === 'spare')
    return [
      {
        code: 'not_supported',
        field: 'device',
        object,
        message: `${name} holds no data, so there is nothing to take offline.`,
        hint: `Remove it: kiste pool remove ${pool}`,
      },
    ]
  if (!isWhole(member.leaf)) return []
  if (group !== undefined && failuresLeft(group) > 0) return []
  return [
    {
      code: 'wrong_state',
      field: 'device',
      object,
      message:
        group === undefined
          ? `${name} has no second copy: without it, the pool stops.`
          : `${group.name} survives no further failure now, so ${name} has to stay.`,
      hint: `See what is wrong: kiste pool doctor ${pool}`,
    },
  ]
}

/** Decides how a drive comes back online. */
export function planOnline(device: string, facts: PoolFacts): Checked<PoolPlan> {
  const { pool } = facts
  const found = findMember(pool, drivesIn(facts), device, 'device')
  const problems = [...whyNotPool('online', pool), ...(found.ok ? [] : found.problems)]
  if (problems.length > 0 || !found.ok) return refused(...problems)
  const name = sayMember(found.value)
  const { guid, state } = found.value.leaf
  return valid({
    verb: 'online',
    pool: pool.name,
    guid: pool.guid,
    title: `Bring ${name} of ${pool.name} back online`,
    commands: [
      {
        title: `Bring ${name} online`,
        argv: zpool('online', [], [pool.name, guid]),
        // One that failed is asked to try again, which may be done as often as one likes.
        until: state === 'offline' ? { is: 'online', guid } : { is: 'never-known' },
        undo:
          state === 'offline'
            ? [{ when: { is: 'online', guid }, argv: zpool('offline', [], [pool.name, guid]) }]
            : [],
      },
    ],
    waitFor: 'resilver',
    losses: [],
    notes: [
      state === 'online' ? 'It is online already.' : 'What was written while it was away is copied to it.',
    ],
    wayBack: `kiste pool offline ${pool.name} ${device}`,
  })
}

/** Decides how a pool takes the room that larger drives brought: every member that can grow does. */
export function planExpand(facts: PoolFacts): Checked<PoolPlan> {
  const { pool } = facts
  const problems = whyNotPool('expand', pool)
  const larger = membersOf(pool, drivesIn(facts)).filter(isLarger)
  if (problems.length === 0 && larger.length === 0)
    problems.push({
      code: 'wrong_state',
      object: poolRef(pool.name),
      message: `No drive of ${pool.name} is larger than what the pool uses of it.`,
      hint: `To expand a raidz by a drive: kiste pool attach ${pool.name} raidz1-0 DRIVE. For more room otherwise: kiste pool add ${pool.name}`,
    })
  if (problems.length > 0) return refused(...problems)
  return valid({
    verb: 'expand',
    pool: pool.name,
    guid: pool.guid,
    title: `Use the whole of the larger drives of ${pool.name}`,
    commands: larger.map((member) => ({
      title: `Use the whole of ${sayMember(member)}`,
      argv: zpool('online', ['-e'], [pool.name, member.leaf.guid]),
      until: { is: 'larger', guid: member.leaf.guid, thanBytes: member.leaf.sizeBytes ?? 0 },
    })),
    losses: [],
    notes: [
      'A group gets larger only once all its drives are.',
      'Smaller drives can take none of these places from then on.',
    ],
  })
}

function isLarger({ leaf, drive }: Member): boolean {
  if (drive === undefined || leaf.sizeBytes === undefined) return false
  return sizeOffered(drive) > leaf.sizeBytes + GiB
}
