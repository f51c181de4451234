import { checkPoolName } from './dataset-name.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { localStore, type StoreFacts } from './store.ts'

export interface CreateStoreFacts {
  readonly stores: readonly StoreFacts[]
  /** What stands in the way in the pool itself; asked for only when the name is fit for one. */
  readonly obstacles: readonly Problem[]
}

export interface CreateStorePlan {
  readonly pool: string
  /** Whether it goes again if the job is undone. */
  readonly isNew: boolean
  readonly notes: readonly string[]
}

/** Decides on a store in a pool. One that is there already is looked at for what is missing of it. */
export function planCreateStore(pool: string, facts: CreateStoreFacts): Checked<CreateStorePlan> {
  const problems = [...poolNameProblems(pool), ...facts.obstacles]
  if (problems.length > 0) return refused(...problems)
  const isNew = !facts.stores.some(({ name }) => name === pool)
  return valid({ pool, isNew, notes: isNew ? [] : [`The store ${pool} is there already.`] })
}

export function poolNameProblems(pool: string): Problem[] {
  const checked = checkPoolName(pool)
  if (!checked.ok) return checked.problems.map((problem) => ({ ...problem, field: 'pool' }))
  if (pool !== localStore) return []
  return [
    {
      code: 'already_exists',
      field: 'pool',
      object: { type: 'store', name: localStore },
      message: `A store is called after its pool, and ${localStore} is the store in the directory of this host.`,
      hint: `Give the pool another name: zpool export ${localStore}; zpool import ${localStore} OTHER`,
    },
  ]
}
