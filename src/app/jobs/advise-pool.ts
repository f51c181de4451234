import type { PoolAdvicePlan } from '../../domain/plan-pool-advice.ts'
import { reportCompression, reportDedup, type PoolAdviceReport } from '../../domain/pool-advice-report.ts'
import { poolRef } from '../../domain/pool.ts'
import type { PoolHost } from '../../host/pool-host.ts'
import { defineJobKind, type StepContext } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'
import { assertSamePool } from './pool-steps.ts'

/** Two that measure would disturb each other, wherever they do. */
export const measuringLock = 'measuring'

/** Looks into what lies in a pool, and says whether dedup or another compression would pay. Changes nothing. */
export const advisePoolJob = defineJobKind<PoolAdvicePlan, JobDeps>({
  kind: 'pool.advise',
  parse: (plan) => planWith<PoolAdvicePlan>(plan, ['question', 'pool', 'guid', 'datasets', 'facts']),
  title: ({ title }) => title,
  object: ({ pool }) => poolRef(pool),
  locks: ({ pool }) => [{ name: `pool:${pool}`, mode: 'shared' }, measuringLock],
  steps: (plan, { host: { pools } }) => [
    {
      name:
        plan.question === 'dedup' ? 'Read blocks, and count which repeat' : 'Read blocks, and compress them',
      run: async (ctx) => {
        await assertSamePool(pools, plan)
        ctx.remember('report', await look(pools, plan, ctx))
      },
    },
  ],
  result: (_plan, recall) => recall('report'),
})

async function look(pools: PoolHost, plan: PoolAdvicePlan, ctx: StepContext): Promise<PoolAdviceReport> {
  const troubles: string[] = []
  const how = {
    signal: ctx.signal,
    onProgress: (readBytes: number) => ctx.progress(readBytes, plan.readBytes, 'bytes'),
    onTrouble(sentence: string) {
      troubles.push(sentence)
      ctx.log(sentence)
    },
  }
  const { datasets, readBytes, seconds } = plan
  const wish = { datasets, readBytes, seconds }
  if (plan.question === 'dedup') {
    const seen = await pools.sampleDedup(plan.pool, { ...wish, keptOneIn: plan.keptOneIn }, how)
    return reportDedup(plan, seen, troubles)
  }
  const seen = await pools.sampleCompression(plan.pool, { ...wish, blocksEach: plan.blocksEach }, how)
  return reportCompression(plan, seen, troubles)
}
