import { drivesIn, type PoolFacts } from './pool-facts.ts'
import { findMember, groupOf, sayMember, type Member } from './pool-members.ts'
import { zpool, type PoolPlan } from './pool-plan.ts'
import { failuresLeft, isWhole } from './pool-redundancy.ts'
import { whyNotPool } from './pool-rules.ts'
import { poolRef } from './pool.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'

export interface DetachWish {
  readonly device: string
  /** That no second copy is left is meant. */
  readonly acceptNoRedundancy?: boolean | undefined
}

/** Decides how a drive leaves a mirror, or how a replacement is stopped or a spare let go. */
export function planDetach(wish: DetachWish, facts: PoolFacts): Checked<PoolPlan> {
  const { pool } = facts
  const found = findMember(pool, drivesIn(facts), wish.device, 'device')
  const problems = [
    ...whyNotPool('detach', pool),
    ...(found.ok ? whyNot(found.value, pool.name, wish.acceptNoRedundancy === true) : found.problems),
  ]
  if (problems.length > 0 || !found.ok) return refused(...problems)
  const member = found.value
  const name = sayMember(member)
  const inner = member.above.at(-1)
  return valid({
    verb: 'detach',
    pool: pool.name,
    guid: pool.guid,
    title: `Detach ${name} from ${pool.name}`,
    commands: [
      {
        title: `Detach ${name}`,
        argv: zpool('detach', [], [pool.name, member.leaf.guid]),
        until: { is: 'lacks', guid: member.leaf.guid },
      },
    ],
    losses: [],
    notes:
      inner?.kind === 'replacing'
        ? ['The replacement stops, and the other of the two stays in the pool.']
        : inner?.kind === 'sparing'
          ? [
              member.leaf.class === 'spare'
                ? 'The spare is let go and waits again.'
                : 'The spare takes its place for good.',
            ]
          : ['ZFS clears its label, so it is free, and what was on it cannot be imported from it.'],
    wayBack: `kiste pool attach ${pool.name} brings it back; all data is copied to it again.`,
  })
}

function whyNot(member: Member, pool: string, accepted: boolean): Problem[] {
  const name = sayMember(member)
  const inner = member.above.at(-1)
  const refuse = (code: Problem['code'], message: string, hint: string): Problem[] => [
    { code, field: 'device', object: poolRef(pool), message, hint },
  ]
  switch (inner?.kind) {
    case 'mirror': {
      const others = inner.children.filter((child) => child !== member.leaf)
      if (!others.some(isWhole))
        return refuse(
          'wrong_state',
          `${name} holds the only whole copy in ${inner.name}.`,
          `Wait until the others are rebuilt: kiste pool show ${pool}`,
        )
      const left = failuresLeft({ ...inner, children: others })
      if (others.length > 1 ? left > 0 : accepted) return []
      return accepted
        ? []
        : refuse(
            'invalid_input',
            `Without ${name}, ${inner.name} has no second copy: the next drive that fails takes the pool with it.`,
            `Attach another first: kiste pool attach ${pool}. Or say that this is meant: --accept-no-redundancy`,
          )
    }
    case 'replacing':
    case 'sparing': {
      const others = inner.children.filter((child) => child !== member.leaf)
      const outer = groupOf(member)
      const safe =
        others.some(isWhole) || (outer !== undefined && failuresLeft(outer) > 0) || !isWhole(member.leaf)
      return safe
        ? []
        : refuse(
            'wrong_state',
            `${name} holds the only whole copy of its part.`,
            `Wait until the other is rebuilt: kiste pool show ${pool}`,
          )
    }
    case 'raidz':
    case 'draid':
      return refuse(
        'not_supported',
        `${name} is in ${inner.name}; a ${inner.kind} never gives up a drive.`,
        `To change it for another: kiste pool replace ${pool}`,
      )
    case undefined:
    case 'indirect':
    case 'hole':
      return refuse(
        'not_supported',
        `${name} is a vdev of its own; only drives of mirrors can be detached.`,
        `To take out the whole vdev, if the pool allows it: kiste pool remove ${pool}`,
      )
  }
}
