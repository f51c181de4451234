import { planAdvice, type AdviceWish } from '../domain/plan-pool-advice.ts'
import { planBench, type BenchWish } from '../domain/plan-pool-bench.ts'
import { throwIfProblems } from '../domain/problem.ts'
import { whyNotPool } from '../domain/pool-rules.ts'
import type { PlannedChange } from './app.ts'
import type { AppDeps } from './deps.ts'
import { plannedChange } from './planned-change.ts'
import { findPool, gatherPoolFacts } from './pool-facts.ts'

/** Looks into what lies in a pool, to say whether dedup or another compression would pay. */
export async function advisePool(deps: AppDeps, pool: string, wish: AdviceWish): Promise<PlannedChange> {
  const { host, engine } = deps
  // One that does not answer would not answer what comes next either.
  throwIfProblems(whyNotPool('advise', await findPool(host, pool)))
  const [facts, sampled, missing, arc] = await Promise.all([
    gatherPoolFacts(host, pool),
    host.pools.sampledDatasets(pool),
    wish.question === 'compression' ? host.pools.missingTools(['zstd', 'lz4']) : [],
    host.pools.arc(),
  ])
  const checked = planAdvice(wish, { ...facts, sampled, missing, hostBytes: arc.hostBytes })
  return plannedChange(engine, 'pool.advise', checked)
}

/** Measures how quick a pool is. */
export async function benchPool(deps: AppDeps, pool: string, wish: BenchWish): Promise<PlannedChange> {
  const { host, engine, randomBytes } = deps
  throwIfProblems(whyNotPool('bench', await findPool(host, pool)))
  const [facts, missing, benches] = await Promise.all([
    gatherPoolFacts(host, pool),
    host.pools.missingTools(['fio']),
    host.pools.benches(pool),
  ])
  const checked = planBench(wish, {
    ...facts,
    missing,
    leftovers: benches,
    id: Buffer.from(randomBytes(4)).toString('hex'),
  })
  return plannedChange(engine, 'pool.bench', checked)
}
