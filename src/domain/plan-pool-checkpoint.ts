import type { PoolFacts } from './pool-facts.ts'
import { zpool, type PoolPlan } from './pool-plan.ts'
import { verbsBlockedBy, whyNotPool } from './pool-rules.ts'
import { poolRef } from './pool.ts'
import { refused, valid, type Checked } from './problem.ts'
import { formatBytes } from './size.ts'

/** Decides how a pool remembers the whole of itself, or forgets that again. */
export function planCheckpoint(wish: 'make' | 'discard', { pool }: PoolFacts): Checked<PoolPlan> {
  const discard = wish === 'discard'
  const problems = whyNotPool(discard ? 'discard-checkpoint' : 'checkpoint', pool)
  if (problems.length === 0 && discard && pool.checkpoint.state !== 'exists')
    problems.push({
      code: 'wrong_state',
      object: poolRef(pool.name),
      message: `${pool.name} has no checkpoint.`,
    })
  if (problems.length > 0) return refused(...problems)
  if (discard)
    return valid({
      verb: 'discard-checkpoint',
      pool: pool.name,
      guid: pool.guid,
      title: `Discard the checkpoint of ${pool.name}`,
      commands: [
        {
          title: 'Discard the checkpoint',
          argv: zpool('checkpoint', ['-d'], [pool.name]),
          until: { is: 'no-checkpoint' },
        },
      ],
      waitFor: 'discard',
      losses: [
        `The way back to the state of ${pool.checkpoint.state === 'exists' ? pool.checkpoint.createdAt : 'the checkpoint'}.`,
      ],
      notes:
        pool.checkpoint.state === 'exists' ? [`${formatBytes(pool.checkpoint.sizeBytes)} become free.`] : [],
    })
  const blocked = [
    ...new Set(verbsBlockedBy('checkpoint').map((verb) => (verb === 'evacuate' ? 'remove' : verb))),
  ].filter((verb) => verb !== 'checkpoint')
  return valid({
    verb: 'checkpoint',
    pool: pool.name,
    guid: pool.guid,
    title: `Remember the whole of ${pool.name} as it is now`,
    commands: [
      {
        title: 'Make a checkpoint',
        argv: zpool('checkpoint', [], [pool.name]),
        until: { is: 'checkpoint' },
        undo: [{ when: { is: 'checkpoint' }, argv: zpool('checkpoint', ['-d'], [pool.name]) }],
      },
    ],
    losses: [],
    notes: [
      `Until it is discarded, these do not work: ${blocked.join(', ')}. A drive that fails meanwhile can be replaced only after discarding it.`,
      'Nothing that is deleted from now on gives its space back.',
      'Going back to it throws away everything that is newer, in all VMs, also snapshots; the pool has to be exported for it.',
    ],
    wayBack: `kiste pool checkpoint ${pool.name} --discard`,
  })
}
