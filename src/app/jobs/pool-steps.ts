import { withHolders, mountSteps } from './mount-steps.ts'
import { holds, partsFor, type PoolCondition, type PoolSight } from '../../domain/pool-condition.ts'
import { commandLine, sayWait, type PoolCommand, type PoolPlan } from '../../domain/pool-plan.ts'
import { poolRef } from '../../domain/pool.ts'
import { problemError } from '../../domain/problem.ts'
import type { PoolHost } from '../../host/pool-host.ts'
import type { Step, StepContext } from '../../jobs/job-kind.ts'
import type { JobDeps } from './deps.ts'

/** The steps of a plan for a pool: a step a command, and one that waits for what goes on in the pool afterwards. */
export function poolSteps(plan: PoolPlan, deps: JobDeps): readonly Step[] {
  const moves = mountSteps(plan, deps)
  const commands = commandSteps(plan, deps)
  return plan.mounts?.do === 'unmount' ? [...moves, ...commands] : [...commands, ...moves]
}

function commandSteps(plan: PoolPlan, { host, secrets }: JobDeps): readonly Step[] {
  const { pools } = host
  const steps = plan.commands.map((command): Step => {
    const shared = {
      name: command.title,
      command: commandLine(command.argv),
      run: (ctx: StepContext) => runCommand(pools, plan, command, { ctx, secrets }),
    }
    return command.undo === undefined
      ? { ...shared, final: true }
      : { ...shared, undo: (ctx) => takeBack(pools, plan, command, ctx) }
  })
  const last = plan.commands.at(-1)
  const { waitFor } = plan
  if (waitFor === undefined || last === undefined) return steps
  // Stopping what goes on is the undo of the command that set it going; what cannot be stopped is waited for to its end.
  const wait = {
    name: sayWait(waitFor),
    waits: true as const,
    command: commandLine(['zpool', 'wait', '-t', waitFor, '--', plan.pool]),
    run: async (ctx: StepContext) => {
      await waitUntilOver(pools, plan.pool, waitFor, ctx)
      if (plan.ends !== undefined && !(await isSo(pools, plan.pool, plan.ends))) throw endedEarly(plan)
    },
  }
  return [...steps, last.undo === undefined ? { ...wait, final: true } : wait]
}

async function runCommand(
  pools: PoolHost,
  plan: PoolPlan,
  command: PoolCommand,
  { ctx, secrets }: { readonly ctx: StepContext; readonly secrets: JobDeps['secrets'] },
): Promise<void> {
  if (await isSo(pools, plan.pool, command.until)) return
  if (plan.verb !== 'import') await assertSamePool(pools, plan)
  const secret = command.input === undefined ? undefined : secrets?.read(plan.secret ?? '')
  if (command.input !== undefined && secret === undefined) throw passphraseLost(plan)
  await withHolders(pools, plan, () =>
    pools.run(command.argv, { pool: plan.pool, done: doneWord(plan), secret, signal: ctx.signal }),
  )
  if (plan.secret !== undefined) secrets?.forget(plan.secret)
}

/** It is kept in memory only. */
function passphraseLost({ pool, title }: PoolPlan): Error {
  return problemError({
    code: 'key_needed',
    object: poolRef(pool),
    message: `“${title}” needs the passphrase, which is not known any more since the daemon was started again.`,
    hint: 'Ask for it once more, and type the passphrase.',
  })
}

/** The first undo whose case it is; none of them is when the command never ran. */
async function takeBack(
  pools: PoolHost,
  plan: PoolPlan,
  { undo = [] }: PoolCommand,
  ctx: StepContext,
): Promise<void> {
  for (const one of undo) {
    if (!(await isSo(pools, plan.pool, one.when))) continue
    if ('cannot' in one)
      throw problemError({ code: 'key_needed', object: poolRef(plan.pool), message: one.cannot })
    const { argv, waitFor } = one
    ctx.log(`Taking it back: ${commandLine(argv)}`)
    await pools.run(argv, { pool: plan.pool, done: 'put back', signal: ctx.signal })
    if (waitFor !== undefined) await waitUntilOver(pools, plan.pool, waitFor, ctx)
    return
  }
}

async function waitUntilOver(
  pools: PoolHost,
  pool: string,
  activity: NonNullable<PoolPlan['waitFor']>,
  ctx: StepContext,
): Promise<void> {
  await pools.wait(pool, activity, {
    signal: ctx.signal,
    onProgress: ({ done, total, unit }) => ctx.progress(done, total, unit),
  })
}

async function isSo(pools: PoolHost, pool: string, condition: PoolCondition): Promise<boolean> {
  const parts = partsFor(condition)
  const sight: PoolSight = {
    pool: parts.includes('pool') ? await pools.get(pool) : undefined,
    // What is on a sleeping drive is not known, and unknown is not erased.
    drives: parts.includes('drives') ? await pools.drives({ wake: true }) : undefined,
    mark: parts.includes('mark') ? await pools.mark(pool) : undefined,
    settings: parts.includes('settings') ? await pools.settings(pool, datasetOf(condition)) : undefined,
  }
  return holds(condition, sight)
}

/** The dataset whose properties are asked for, where it is not the root. */
function datasetOf(condition: PoolCondition): string | undefined {
  return condition.is === 'set' ? condition.dataset : undefined
}

/** Between plan and step another pool may have got the name. */
export async function assertSamePool(
  pools: PoolHost,
  { pool, guid }: Pick<PoolPlan, 'pool' | 'guid'>,
): Promise<void> {
  if (guid === undefined) return
  const there = await pools.get(pool)
  if (there?.guid === guid) return
  throw problemError({
    code: there === undefined ? 'not_found' : 'foreign_object',
    object: poolRef(pool),
    message:
      there === undefined
        ? `Pool ${pool} is no longer imported.`
        : `Another pool is named ${pool} now (guid ${there.guid}, not ${guid}); it was left alone.`,
    hint: 'See what there is: kiste pool list',
  })
}

function endedEarly(plan: PoolPlan): Error {
  return problemError({
    code: 'host_failed',
    object: poolRef(plan.pool),
    message: `“${plan.title}” was stopped before its end, by somebody else or because drives failed.`,
    hint: `See how the pool is: kiste pool doctor ${plan.pool}`,
  })
}

/** Completes "pool tank could not be …". */
function doneWord({ verb }: PoolPlan): string {
  const words: Partial<Record<PoolPlan['verb'], string>> = {
    create: 'made',
    import: 'imported',
    export: 'exported',
    destroy: 'destroyed',
    add: 'given more drives',
    attach: 'given another drive',
    replace: 'given a new drive',
    detach: 'freed of a drive',
    remove: 'freed of a vdev',
    scrub: 'scrubbed',
    trim: 'trimmed',
    clear: 'cleared',
    'load-key': 'unlocked',
    'unload-key': 'locked',
    'change-key': 'given another key',
    split: 'split',
    upgrade: 'upgraded',
    offline: 'run without the drive',
    online: 'given its drive back',
  }
  return words[verb] ?? 'changed'
}
