import { sayHolder, type MountWish } from '../../domain/pool-dataset.ts'
import { mountLines, sayMounts, type PoolPlan } from '../../domain/pool-plan.ts'
import { ProblemError, problemError } from '../../domain/problem.ts'
import type { PoolHost } from '../../host/pool-host.ts'
import type { Step, StepContext } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'

const left = 'not-mounted'

/** The step of a plan that mounts or unmounts file systems, if it has any. */
export function mountSteps(plan: PoolPlan, { host: { pools } }: JobDeps): readonly Step[] {
  const { mounts, pool } = plan
  if (mounts === undefined) return []
  const { filesystems } = mounts
  const backwards = filesystems.toReversed()
  const mount = async (list: readonly MountWish[], ctx: StepContext) => {
    const found = await pools.mount(list, { pool, signal: ctx.signal })
    for (const { because } of found) ctx.log(because)
    return found
  }
  const unmount = (list: readonly MountWish[], { signal }: StepContext) =>
    withHolders(pools, plan, () => pools.unmount(list, { pool, signal }))
  const shared = { name: sayMounts(mounts), command: mountLines(mounts) }
  switch (mounts.do) {
    case 'mount':
      return [
        {
          ...shared,
          // One that stays unmounted is told, and is no reason to take the key away from the others.
          run: async (ctx) =>
            ctx.remember(
              left,
              (await mount(filesystems, ctx)).map(({ because }) => because),
            ),
          undo: (ctx) => unmount(backwards, ctx),
        },
      ]
    case 'unmount':
      return [
        {
          ...shared,
          run: (ctx) => unmount(filesystems, ctx),
          undo: async (ctx) => {
            const [first] = await mount(backwards, ctx)
            if (first !== undefined)
              throw problemError({
                code: 'host_failed',
                object: { type: 'dataset', name: first.dataset },
                message: first.because,
              })
          },
        },
      ]
  }
}

/** Why file systems were not mounted, as a job remembers it. */
export function leftIn(recall: (key: string) => unknown): readonly string[] {
  const told = recall(left)
  return Array.isArray(told) ? told.filter((one) => typeof one === 'string') : []
}

/** How many are named of those who hold something. */
const namedHolders = 5

/** Does something that works only while nobody has anything of the pool open, and says who has if so. */
export async function withHolders(
  pools: PoolHost,
  { pool, mounts, verb }: PoolPlan,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (verb !== 'unload-key' || !(error instanceof ProblemError) || error.problems[0].code !== 'in_use')
      throw error
    const { problems } = error
    const holders = await pools.holders(pool, mounts?.filesystems ?? []).catch((cause: unknown) => {
      // That it is in use counts more than why nobody can say by whom.
      throw new ProblemError(problems, { cause })
    })
    if (holders.length === 0) throw error
    const [first] = problems
    const named = holders.slice(0, namedHolders).map(sayHolder)
    const more = holders.length - named.length
    const who = `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
    const vm = holders.find((one) => one.vm !== undefined)?.vm
    throw problemError(
      {
        ...first,
        message: `${first.message.replace(/\.?$/, '.')} Held by: ${who}.`,
        hint: `${vm === undefined ? 'End that' : `Stop the VM (kiste vm stop ${vm})`}, then: kiste pool unload-key ${pool}`,
      },
      error,
    )
  }
}
