import type { PoolPlan } from '../../domain/pool-plan.ts'
import { poolCan, type PoolVerb } from '../../domain/pool-rules.ts'
import { poolRef } from '../../domain/pool.ts'
import { defineJobKind, type JobKind, type LockWish } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'
import { leftIn } from './mount-steps.ts'
import { poolSteps } from './pool-steps.ts'

/** A kind of job for everything that is done to pools: each runs the commands of its plan, and waits for what they set going. */
export const poolJobs: readonly JobKind<PoolPlan, JobDeps>[] = (Object.keys(poolCan) as PoolVerb[])
  // What people call remove, and those that are no commands of a plan.
  .filter((verb) => verb !== 'evacuate' && verb !== 'advise' && verb !== 'bench')
  .map((verb) =>
    defineJobKind<PoolPlan, JobDeps>({
      kind: poolJobKind(verb),
      parse: (plan) => planWith<PoolPlan>(plan, ['verb', 'pool', 'title', 'commands']),
      title: (plan) => plan.title,
      object: (plan) => poolRef(plan.pool),
      locks: locksOf,
      steps: poolSteps,
      result: resultOf,
    }),
  )

function resultOf(plan: PoolPlan, recall: (key: string) => unknown): unknown {
  const { pool, guid } = plan
  const warnings = [...(plan.warnings ?? []), ...leftIn(recall)]
  const set = settingsIn(plan)
  return {
    pool,
    ...(guid === undefined ? {} : { guid }),
    ...(set.length === 0 ? {} : { set }),
    ...(warnings.length === 0 ? {} : { warnings }),
  }
}

/** What properties a plan sets, and on what. */
function settingsIn({ verb, pool, commands }: PoolPlan): readonly object[] {
  if (verb !== 'set') return []
  return commands.flatMap(({ until }) =>
    until.is === 'set'
      ? [{ property: until.property, value: until.value, dataset: until.dataset ?? pool }]
      : [],
  )
}

export function poolJobKind(verb: PoolVerb): `pool.${PoolVerb}` {
  return `pool.${verb}`
}

/** These have the pool to themselves; all else can go on in it at once, as ZFS itself sees to. */
const alone: readonly PoolVerb[] = ['create', 'import', 'export', 'destroy', 'split', 'upgrade']

/** What one of these does to a pool's key and mounts, another undoes. */
const keyVerbs: readonly PoolVerb[] = ['load-key', 'unload-key', 'change-key']

/** Rebuilding takes days, and the pool has to be looked after meanwhile: such a job holds its drives, and only shares the pool. */
function locksOf({ verb, pool, drives = [], waitFor }: PoolPlan): readonly LockWish[] {
  return [
    { name: `pool:${pool}`, mode: alone.includes(verb) ? 'exclusive' : 'shared' },
    ...(keyVerbs.includes(verb) ? [`pool-key:${pool}`] : []),
    ...drives.map((drive) => `drive:${drive}`),
    ...(waitFor === undefined || drives.length > 0 ? [] : [`pool-work:${pool}:${waitFor}`]),
  ]
}
