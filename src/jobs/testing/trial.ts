import { setImmediate as nextTurn } from 'node:timers/promises'
import { openDb } from '../../db/open-db.ts'
import type { FinishedJob } from '../../domain/job.ts'
import { createJobEngine } from '../engine.ts'
import type { FaultPoint, JobEngine } from '../job-engine.ts'
import type { AnyJobKind } from '../job-kind.ts'

/** A world of its own for one run of a job. */
export interface JobWorld<Deps> {
  readonly deps: Deps
  readonly plan: unknown
  /**
   * All that the job may change, as a value that compares with `toEqual`. Made-up ids and times must be left out or replaced,
   * as the snapshots of two worlds in which the same was done must be equal.
   */
  snapshotWorld(): unknown
  /** What the start of a new daemon does before it resumes jobs, such as connecting to the host again. */
  restart?(): void | Promise<void>
  dispose?(): void | Promise<void>
}

/** What happens to the engine in a trial. */
export interface Faults<Deps> {
  /** Called at each moment of the first life. May throw, cancel, or crash. */
  onPoint?(point: FaultPoint, bench: Bench): void | Promise<void>
  changeKind?(kind: AnyJobKind<Deps>): AnyJobKind<Deps>
  changeDeps?(deps: Deps, bench: Bench): Deps
}

export interface Bench {
  /** Ends the first life here: never returns, and nothing more is written. */
  crash(): Promise<never>
  cancel(): void
  /** What `cancel` was refused with. */
  readonly refusals: unknown[]
}

export interface Outcome {
  readonly job: FinishedJob
  readonly before: unknown
  readonly after: unknown
  readonly crashed: boolean
  readonly refusals: readonly unknown[]
}

/** Runs one job in one fresh world, with faults in the engine's first life and none in the second. */
export async function runTrial<Deps>(
  kind: AnyJobKind<Deps>,
  makeWorld: () => JobWorld<Deps> | Promise<JobWorld<Deps>>,
  faults: Faults<Deps>,
): Promise<Outcome> {
  const world = await makeWorld()
  try {
    const before: unknown = await world.snapshotWorld()
    const first = await liveOnce(kind, world, faults)
    const job = first.job ?? (await liveAgain(kind, world, first.jobId, first.journal))
    const after: unknown = await world.snapshotWorld()
    return { job, before, after, crashed: first.job === null, refusals: first.refusals }
  } finally {
    await world.dispose?.()
  }
}

async function liveOnce<Deps>(kind: AnyJobKind<Deps>, world: JobWorld<Deps>, faults: Faults<Deps>) {
  const db = openDb({ path: ':memory:' })
  let jobId = ''
  // What lies in the journal at the moment of the crash; opened again, it is all the second life knows.
  let journal: Buffer | undefined
  let crashNow: (job: null) => void = () => undefined
  const crashed = new Promise<null>((resolve) => {
    crashNow = resolve
  })
  const bench: Bench = {
    refusals: [],
    crash() {
      engine.abandon()
      journal = db.serialize()
      crashNow(null)
      return new Promise<never>(() => undefined)
    },
    cancel() {
      try {
        engine.cancel(jobId)
      } catch (error) {
        bench.refusals.push(error)
      }
    },
  }
  const engine: JobEngine = createJobEngine({
    db,
    kinds: [faults.changeKind?.(kind) ?? kind],
    deps: faults.changeDeps?.(world.deps, bench) ?? world.deps,
    retryDelaysMs: [0, 0, 0],
    onTrouble: failLoudly,
    faultPoint: (point) => faults.onPoint?.(point, bench),
  })
  jobId = engine.submit({ kind: kind.kind, plan: world.plan }).id
  engine.start()
  // A crash turns those who wait away; that is not news here.
  const ended = engine.wait(jobId).catch(() => null)
  const job = await Promise.race([ended, crashed])
  // A crash right after the last step was journaled comes a moment after the end.
  await nextTurn()
  if (!journal) await engine.stop()
  db.close()
  return { job: journal ? null : job, jobId, journal, refusals: bench.refusals }
}

async function liveAgain<Deps>(
  kind: AnyJobKind<Deps>,
  world: JobWorld<Deps>,
  jobId: string,
  journal: Buffer | undefined,
): Promise<FinishedJob> {
  await world.restart?.()
  const db = openDb({ path: ':memory:', content: journal })
  const engine = createJobEngine({
    db,
    kinds: [kind],
    deps: world.deps,
    retryDelaysMs: [0, 0, 0],
    onTrouble: failLoudly,
  })
  try {
    engine.start()
    return await engine.wait(jobId)
  } finally {
    await engine.stop()
    db.close()
  }
}

function failLoudly(message: string, error: unknown): never {
  throw new Error(message, { cause: error })
}
