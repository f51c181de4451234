/** Jobs whose steps a test writes itself. */
import { openDb } from '../../db/open-db.ts'
import type { Db } from '../../db/open-db.ts'
import { problemError } from '../../domain/problem.ts'
import { createJobEngine } from '../engine.ts'
import type { JobEngine, JobEngineOptions } from '../job-engine.ts'
import { defineJobKind } from '../job-kind.ts'
import type { JobKind, LockWish, ReversibleStep, Step, StepContext } from '../job-kind.ts'

export interface ScriptPlan {
  readonly name: string
  readonly locks?: readonly LockWish[]
}

export interface ScriptDeps {
  /** The steps of a job, by the name in its plan. */
  readonly scripts: Readonly<Record<string, readonly Step[]>>
}

export const scripted: JobKind<ScriptPlan, ScriptDeps> = defineJobKind<ScriptPlan, ScriptDeps>({
  kind: 'test.script',
  parse(plan) {
    if (typeof plan !== 'object' || plan === null || !('name' in plan) || typeof plan.name !== 'string')
      throw problemError({ code: 'invalid_input', message: 'A script needs a name.', field: 'name' })
    return plan as ScriptPlan
  },
  title: ({ name }) => `Play ${name}`,
  object: ({ name }) => ({ type: 'vm', name }),
  locks: ({ name, locks }) => locks ?? [`vm:${name}`],
  steps: ({ name }, { scripts }) => scripts[name] ?? [],
  result: ({ name }, recall) => ({ name, id: recall('id') }),
})

/** An engine for scripts, by default over a database in memory and without pauses between tries. */
export function scriptEngine(
  scripts: ScriptDeps['scripts'],
  options: Partial<JobEngineOptions<ScriptDeps>> & { readonly db?: Db } = {},
): JobEngine {
  return createJobEngine({
    db: options.db ?? openDb({ path: ':memory:' }),
    kinds: [scripted],
    deps: { scripts },
    retryDelaysMs: [0, 0],
    onTrouble(message, error) {
      throw new Error(message, { cause: error })
    },
    ...options,
  })
}

export function play(name: string, locks?: readonly LockWish[]) {
  return { kind: scripted.kind, plan: { name, ...(locks && { locks }) } }
}

/** Something to wait for and to let go. */
export interface Gate {
  readonly opened: Promise<void>
  open(): void
}

export function gate(): Gate {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

/** Writes down what was done, in order: `run a`, `undo a`. */
export function recorder() {
  const said: string[] = []
  const step = (
    name: string,
    more: { readonly run?: (ctx: StepContext) => Promise<void> } = {},
  ): ReversibleStep => ({
    name,
    async run(ctx) {
      said.push(`run ${name}`)
      await more.run?.(ctx)
    },
    async undo() {
      said.push(`undo ${name}`)
    },
  })
  return { said, step }
}

/** Rejects once the signal aborts, as a well-behaved long call does. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
