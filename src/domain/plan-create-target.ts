import { checkPoolName } from './dataset-name.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { checkNewTarget, datasetOfCopies, type Target } from './target.ts'

export interface CreateTargetWish {
  readonly name: string
  readonly pool: string
}

export interface CreateTargetFacts {
  readonly targets: readonly Target[]
  /** Names of the pools that are imported and answer. */
  readonly pools: readonly string[]
  /** Those that have a store. */
  readonly stores: readonly string[]
  readonly hostname: string
  readonly id: string
}

export interface CreateTargetPlan {
  readonly target: Target
  readonly notes: readonly string[]
}

/** Decides on a target in a pool of this host. Nothing is made there before the first copy. */
export function planCreateTarget(
  wish: CreateTargetWish,
  facts: CreateTargetFacts,
): Checked<CreateTargetPlan> {
  const { name, pool } = wish
  const { targets, hostname, id, stores } = facts
  const problems = [...checkNewTarget(name, targets), ...poolProblems(wish, facts)]
  if (problems.length > 0) return refused(...problems)
  return valid({
    target: { name, id, pool, dataset: datasetOfCopies(pool, hostname) },
    notes: [
      'Nothing is copied to it yet. Say what: kiste copy set VM --to ' + name,
      ...(stores.includes(pool)
        ? [
            `VMs of the store ${pool} would be copied within one pool: that does not help when its disks fail.`,
          ]
        : []),
    ],
  })
}

function poolProblems(
  { pool }: CreateTargetWish,
  { pools, targets }: Pick<CreateTargetFacts, 'pools' | 'targets'>,
): Problem[] {
  const checked = checkPoolName(pool)
  if (!checked.ok) return [...checked.problems]
  const other = targets.find((target) => target.pool === pool)
  if (other)
    return [
      {
        code: 'already_exists',
        field: 'pool',
        object: { type: 'pool', name: pool },
        message: `The pool ${pool} is the target ${other.name} already.`,
        hint: 'One target a pool is enough: several stores have their places in it.',
      },
    ]
  if (pools.includes(pool)) return []
  return [
    {
      code: 'not_found',
      field: 'pool',
      object: { type: 'pool', name: pool },
      message: `There is no pool ${pool} that answers.`,
      hint: pools.length === 0 ? 'See what there is: kiste pool list' : `There is: ${pools.join(', ')}.`,
    },
  ]
}
