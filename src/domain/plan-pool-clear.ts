import type { PoolFacts } from './pool-facts.ts'
import { zpool, type PoolPlan } from './pool-plan.ts'
import { whyNotPool } from './pool-rules.ts'
import { refused, valid, type Checked } from './problem.ts'

/** Decides how the error counters of a pool are set back, and a suspended pool is told to try again. */
export function planClear({ pool }: PoolFacts): Checked<PoolPlan> {
  const problems = whyNotPool('clear', pool)
  if (problems.length > 0) return refused(...problems)
  return valid({
    verb: 'clear',
    pool: pool.name,
    guid: pool.guid,
    title:
      pool.state === 'suspended'
        ? `Let ${pool.name} try again`
        : `Set the error counters of ${pool.name} back`,
    commands: [
      {
        title: 'Clear the errors',
        argv: zpool('clear', [], [pool.name]),
        until: { is: 'never-known' },
        undo: [],
      },
    ],
    losses: [],
    notes:
      pool.state === 'suspended'
        ? ['All its drives have to be back first; else it is suspended again at once.']
        : ['It mends nothing: errors that come back say that the cause is still there.'],
  })
}
