import { planCreateStore, poolNameProblems } from '../domain/plan-create-store.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { plannedChange } from './planned-change.ts'

/** Decides whether a store can be made in a pool. */
export async function createStore(deps: AppDeps, pool: string): Promise<PlannedChange> {
  const { stores } = deps.host
  const isName = poolNameProblems(pool).length === 0
  const [there, obstacles] = await Promise.all([stores.list(), isName ? stores.obstacles(pool) : []])
  return plannedChange(deps.engine, 'store.create', planCreateStore(pool, { stores: there, obstacles }))
}
