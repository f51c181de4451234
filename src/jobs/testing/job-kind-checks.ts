/** The checks behind `describeJobKind`, each a function of one example, so that bad kinds can be shown to fail them. */
import { expect } from 'vitest'
import type { FinishedJob } from '../../domain/job.ts'
import { problemError } from '../../domain/problem.ts'
import type { ProblemError } from '../../domain/problem.ts'
import type { FaultMoment, FaultPoint } from '../job-engine.ts'
import type { AnyJobKind } from '../job-kind.ts'
import { doEverythingTwice } from './do-everything-twice.ts'
import { everyCall, isPromise } from './every-call.ts'
import type { Call } from './every-call.ts'
import { runTrial } from './trial.ts'
import type { Bench, Faults, JobWorld, Outcome } from './trial.ts'

export interface JobKindExample<Deps> {
  readonly kind: AnyJobKind<Deps>
  /** What tells it from other examples of the same kind. */
  readonly example?: string | undefined
  makeWorld(): JobWorld<Deps> | Promise<JobWorld<Deps>>
  /** Whether to fail, cancel and crash at single calls of `deps` inside steps too. Default: true. */
  readonly insideSteps?: boolean | undefined
  /** At how many of those calls, spread evenly, if a step makes very many. Default: 40. */
  readonly maxCalls?: number | undefined
  /** For the whole of one test. Default: 120,000. */
  readonly timeoutMs?: number | undefined
}

const forwardMoments = ['before-step', 'after-run', 'after-journal'] as const satisfies readonly FaultMoment[]
const undoMoments = ['before-undo', 'after-undo'] as const satisfies readonly FaultMoment[]
const injected = 'injected by the test'

export interface JobKindCheck {
  readonly title: string
  run(): Promise<void>
}

/** All checks for one example of a job kind; a check rejects with what is wrong. */
export function jobKindChecks<Deps>(example: JobKindExample<Deps>): JobKindCheck[] {
  const { kind, makeWorld } = example
  const run = (faults: Faults<Deps>) => runTrial(kind, makeWorld, faults)
  // The undisturbed run is what all others are measured by.
  let observed: Promise<Reference> | undefined
  const check = (title: string, body: (reference: Reference) => Promise<void>): JobKindCheck => ({
    title,
    run: async () => body(await (observed ??= observe(example))),
  })

  const checks = [
    check('runs to done', async ({ outcome, again }) => {
      expect(outcome.job).toMatchObject({ state: 'done' })
      expect(again.before, 'two fresh worlds must be equal').toEqual(outcome.before)
      expect(again.after, 'the same job in two worlds must end with equal snapshots').toEqual(outcome.after)
    }),

    check(
      'fails at each step in turn: the world is as before, and the job says where and why',
      async (reference) => {
        for (const { index, past, name } of reference.steps)
          for (const moment of ['before-step', 'after-run'] as const) {
            const outcome = await run({ onPoint: once(at(index, moment), fail) })
            if (past)
              expectDone(outcome, reference, `fails once ${moment} ${index}, past the point of no return`)
            else expectUndone(outcome, `fails ${moment} ${index}`, name)
          }
      },
    ),

    check(
      'keeps failing past the point of no return: ends failed and names what is left',
      async ({ steps }) => {
        for (const { index, past, name } of steps) {
          if (!past) continue
          const { job } = await run({ onPoint: each(at(index, 'before-step'), fail) })
          expect(job).toMatchObject({ state: 'failed', step: name, undone: false })
          expect(leftovers(job)).toEqual(steps.slice(index).map((step) => step.name))
        }
      },
    ),

    check('runs and undoes each step twice with the same result', async (reference) => {
      const forth = await run({ changeKind: doEverythingTwice })
      expectDone(forth, reference, 'each step run twice')
      const { lastReversible } = reference
      if (lastReversible === undefined) return
      const back = await run({
        changeKind: doEverythingTwice,
        onPoint: once(at(lastReversible, 'after-run'), fail),
      })
      expectUndone(back, 'each step undone twice')
    }),

    check('is killed between any two moments, and is finished after the restart', async (reference) => {
      for (const { index } of reference.steps)
        for (const moment of forwardMoments) {
          const outcome = await run({ onPoint: once(at(index, moment), (bench) => bench.crash()) })
          expect(outcome.crashed, `reached ${moment} ${index}`).toBe(true)
          expectDone(outcome, reference, `killed ${moment} ${index}`)
        }
    }),

    check('is cancelled at each step: undone, the world as before', async (reference) => {
      for (const { index, past } of reference.steps)
        for (const moment of ['before-step', 'after-run'] as const) {
          const outcome = await run({ onPoint: once(at(index, moment), (bench) => bench.cancel()) })
          const what = `cancelled ${moment} ${index}`
          if (past) {
            expect(outcome.refusals, what).toMatchObject([{ problems: [{ code: 'wrong_state' }] }])
            expectDone(outcome, reference, what)
          } else expectUndone(outcome, what)
        }
    }),

    check(
      'is killed at each point of the undo, and is undone after the restart',
      async ({ steps, lastReversible }) => {
        if (lastReversible === undefined) return
        for (const { index } of steps.slice(0, lastReversible + 1))
          for (const moment of undoMoments) {
            const failLate = once(at(lastReversible, 'after-run'), fail)
            const crash = once(at(index, moment), (bench) => bench.crash())
            const outcome = await run({ onPoint: both(failLate, crash) })
            expectUndone(outcome, `killed ${moment} ${index}`, steps[lastReversible]?.name)
          }
      },
    ),

    check('is undone although each undo fails once', async ({ steps, lastReversible }) => {
      if (lastReversible === undefined) return
      for (const { index } of steps.slice(0, lastReversible + 1))
        for (const moment of undoMoments) {
          const failLate = once(at(lastReversible, 'after-run'), fail)
          const outcome = await run({ onPoint: both(failLate, once(at(index, moment), fail)) })
          expectUndone(outcome, `undo fails once ${moment} ${index}`, steps[lastReversible]?.name)
        }
    }),
  ]
  if (example.insideSteps === false) return checks

  const inside = faultsInside.map(({ what, handle }) =>
    check(`inside steps: ${what}`, async (reference) => {
      expect(reference.calls, 'steps reach the world through `deps`, or this check sees nothing').not.toEqual(
        [],
      )
      for (const { index, name } of pickCalls(reference.calls, example.maxCalls ?? 40)) {
        const outcome = await run({
          changeDeps: (deps, bench) =>
            everyCall(deps, (call) => (call.index === index ? handle(call, bench) : call.go())),
        })
        expectEitherWay(outcome, reference, `${what} at call ${index}, ${name}`)
      }
    }),
  )
  return [...checks, ...inside]
}

// A kind may take a failed call lightly (a best effort) or finish in spite of a cancel that came too late: both ends are
// good, as long as the world is wholly the one or the other.
const faultsInside: readonly { what: string; handle: (call: Call, bench: Bench) => unknown }[] = [
  { what: 'a call fails', handle: () => Promise.reject(injectedError()) },
  {
    what: 'a call does its work but fails',
    handle: (call) => after(call, () => Promise.reject(injectedError())),
  },
  { what: 'killed before a call', handle: (_, bench) => bench.crash() },
  { what: 'killed after a call', handle: (call, bench) => after(call, () => bench.crash()) },
  {
    what: 'cancelled before a call',
    handle(call, bench) {
      bench.cancel()
      return call.go()
    },
  },
]

interface Reference {
  readonly outcome: Outcome
  readonly again: Outcome
  readonly steps: readonly { index: number; name: string; past: boolean }[]
  /** The last step after which the job can still turn back. */
  readonly lastReversible: number | undefined
  readonly calls: readonly { index: number; name: string }[]
}

async function observe<Deps>({ kind, makeWorld }: JobKindExample<Deps>): Promise<Reference> {
  const calls: { index: number; name: string }[] = []
  const outcome = await runTrial(kind, makeWorld, {
    changeDeps: (deps) =>
      everyCall(deps, ({ index, name, go }) => {
        const answer = go()
        if (isPromise(answer)) calls.push({ index, name })
        return answer
      }),
  })
  const again = await runTrial(kind, makeWorld, {})
  const firstFinal = outcome.job.steps.findIndex((step) => step.final === true)
  const steps = outcome.job.steps.map(({ name }, index) => ({
    index,
    name,
    past: firstFinal >= 0 && index >= firstFinal,
  }))
  return { outcome, again, steps, lastReversible: steps.findLast((step) => !step.past)?.index, calls }
}

function expectDone(outcome: Outcome, { outcome: undisturbed }: Reference, what: string): void {
  expect(outcome.job, what).toMatchObject({ state: 'done' })
  expect(outcome.after, what).toEqual(undisturbed.after)
}

function expectUndone({ job, before, after }: Outcome, what: string, failedStep?: string): void {
  const why =
    failedStep === undefined
      ? {}
      : { because: { why: 'failed', step: failedStep, problems: [{ message: injected }] } }
  expect(job, what).toMatchObject({ state: 'undone', ...why })
  expect(after, what).toEqual(before)
}

function expectEitherWay(outcome: Outcome, reference: Reference, what: string): void {
  if (outcome.job.state === 'done') expectDone(outcome, reference, what)
  else expectUndone(outcome, what)
}

function leftovers(job: FinishedJob): string[] {
  return job.state === 'failed' && !job.undone ? job.leftovers.map((leftover) => leftover.step) : []
}

type OnPoint = (point: FaultPoint, bench: Bench) => void | Promise<void>

function at(index: number, moment: FaultMoment) {
  return (point: FaultPoint) => point.stepIndex === index && point.moment === moment
}

function each(where: (point: FaultPoint) => boolean, act: (bench: Bench) => void | Promise<void>): OnPoint {
  return (point, bench) => (where(point) ? act(bench) : undefined)
}

function once(where: (point: FaultPoint) => boolean, act: (bench: Bench) => void | Promise<void>): OnPoint {
  let acted = false
  return (point, bench) => {
    if (acted || !where(point)) return
    acted = true
    return act(bench)
  }
}

function both(first: OnPoint, second: OnPoint): OnPoint {
  return async (point, bench) => {
    await first(point, bench)
    await second(point, bench)
  }
}

function injectedError(): ProblemError {
  return problemError({ code: 'host_failed', message: injected })
}

function fail(): void {
  throw injectedError()
}

async function after(call: Call, then: () => Promise<never>): Promise<never> {
  await call.go()
  return then()
}

function pickCalls<T>(calls: readonly T[], most: number): T[] {
  const stride = Math.max(1, calls.length / most)
  return Array.from({ length: Math.min(most, calls.length) }, (_, n) => calls[Math.floor(n * stride)]).filter(
    (call) => call !== undefined,
  )
}
