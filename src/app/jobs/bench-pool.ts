import type { PoolBenchPlan } from '../../domain/plan-pool-bench.ts'
import { benchDataset, reportBench, type BenchFigures } from '../../domain/pool-bench.ts'
import { commandLine } from '../../domain/pool-plan.ts'
import { poolRef } from '../../domain/pool.ts'
import { formatBytes } from '../../domain/size.ts'
import { defineJobKind } from '../../jobs/job-kind.ts'
import { measuringLock } from './advise-pool.ts'
import type { JobDeps } from './deps.ts'
import { planWith } from './plan-shape.ts'
import { assertSamePool } from './pool-steps.ts'

/** Measures a pool, on a volume beside a file, and removes both in the end, however it ends. */
export const benchPoolJob = defineJobKind<PoolBenchPlan, JobDeps>({
  kind: 'pool.bench',
  parse: (plan) => planWith<PoolBenchPlan>(plan, ['pool', 'guid', 'id', 'sizeBytes', 'runs', 'leftovers']),
  title: ({ title }) => title,
  object: ({ pool }) => poolRef(pool),
  locks: ({ pool }) => [{ name: `pool:${pool}`, mode: 'shared' }, measuringLock],
  steps(plan, { host: { pools } }) {
    const { pool, id, sizeBytes, runs, leftovers, seconds } = plan
    const remove = () => pools.removeBench({ pool, id })
    const dataset = benchDataset(plan)
    return [
      {
        name: `Make a volume and a file of ${formatBytes(sizeBytes)} each`,
        command: commandLine(['zfs', 'create', dataset]),
        leftover: `The dataset ${dataset} is still there; the next measurement of ${pool} removes it: kiste pool bench ${pool}`,
        run: async () => {
          await assertSamePool(pools, plan)
          await pools.makeBench(plan)
        },
        undo: remove,
      },
      {
        name: `Measure both in turn, ${runs.length} times`,
        run: async (ctx) => {
          for (const [index, run] of runs.entries()) {
            ctx.progress(index, runs.length, 'measurements')
            // Measured before the daemon was started again.
            if (ctx.recall(`run ${index}`) !== undefined) continue
            const figures = await pools.runBench(plan, { ...run, seconds }, ctx.signal)
            ctx.remember(`run ${index}`, figures)
            ctx.log(
              `${run.pattern} on the ${run.target}: ${formatBytes(figures.bytesPerSecond)}/s, ${Math.round(figures.perSecond)} a second`,
            )
          }
          ctx.progress(runs.length, runs.length, 'measurements')
        },
      },
      {
        name: leftovers.length === 0 ? 'Remove both' : 'Remove both, and what earlier ones left',
        command: commandLine(['zfs', 'destroy', '-r', dataset]),
        final: true,
        run: async () => {
          await remove()
          for (const left of leftovers) await pools.removeBench({ pool, id: left })
        },
      },
    ]
  },
  result: ({ pool, sizeBytes, blockBytes, runs }, recall) => ({
    pool,
    sizeBytes,
    blockBytes,
    ...reportBench(runs.map((run, index) => ({ ...run, figures: recall(`run ${index}`) as BenchFigures }))),
  }),
})
