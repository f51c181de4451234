import { setTimeout as sleep } from 'node:timers/promises'
import type { JobRecord } from '../db/jobs-table.ts'
import { isFinished } from '../domain/job.ts'
import type { Job, JobHold, JobProgress } from '../domain/job.ts'
import { ProblemError } from '../domain/problem.ts'
import type { FaultMoment } from './job-engine.ts'
import type { Step, StepContext } from './job-kind.ts'
import { createJobLog } from './job-log.ts'
import type { JobLog } from './job-log.ts'
import { throttle } from './throttle.ts'
import { messages } from './transitions.ts'
import type { Workshop } from './workshop.ts'

const progressPauseMs = 200

/** The daemon stops: what runs is left as the journal has it, for the next start. Never seen outside the engine. */
export class Interrupted extends Error {
  constructor() {
    super('The daemon is stopping.')
    this.name = 'Interrupted'
  }
}

/** A job that has not ended, with all that is in memory only. */
export interface LiveJob {
  /** As journaled, with the progress of the running step, and why it holds still if it does. */
  readonly job: Job
  readonly steps: readonly Step[]
  readonly interruptions: number
  readonly workshop: Workshop
  /** What the job tells when it is done, as JSON; throws if it cannot be told. */
  result(): unknown
  /**
   * Journals a change together with the log so far. While the journal cannot be written (disk full), waits and tries again:
   * the job holds still rather than run unrecorded, and says so. `change` is asked anew each time, as a cancel may come in between.
   * Called when something ended, so the count of `interruptions` begins anew unless given.
   */
  journal(change: (job: Job) => Job, interruptions?: number): Promise<void>
  /** The same, tried once; throws `ProblemError`. `interruptions` stays as it is unless given. */
  journalNow(change: (job: Job) => Job, interruptions?: number): void
  context(step: Step): StepContext
  readonly log: JobLog
  faultPoint(index: number, moment: FaultMoment): Promise<void>
  /** Makes the running step stop; the next one gets a fresh signal only after `renewSignal`. */
  abort(reason: Error): void
  renewSignal(): void
  /** Whether steps were told to stop because the engine stops. */
  readonly interrupted: boolean
  /** Throws `Interrupted` once the engine stops. */
  throwIfStopping(): void
  /** Waits; rejects with `Interrupted` when the engine stops. */
  pause(delayMs: number): Promise<void>
  /** No further step is begun. */
  beginStop(): void
  /** Stops now: signals abort, nothing is written any more after `abandon`. */
  interrupt(): void
  abandon(): void
}

interface Opened {
  readonly record: JobRecord
  readonly steps: readonly Step[]
  result(recall: (key: string) => unknown): unknown
}

export function createLiveJob(workshop: Workshop, opened: Opened): LiveJob {
  const { jobs } = workshop
  const { id, kind } = opened.record.job
  const memory = new Map(Object.entries(opened.record.memory))
  const log = createJobLog(workshop, id)
  const stop = new AbortController()
  let current = opened.record.job
  let interruptions = opened.record.interruptions
  let progress: JobProgress | undefined
  let held: JobHold | undefined
  let controller = new AbortController()
  let stopping = false
  let abandoned = false

  const shown = (): Job => {
    const job = current.state === 'running' && progress ? { ...current, progress } : current
    return held === undefined || isFinished(job) ? job : { ...job, held }
  }
  const tell = throttle(progressPauseMs, () => workshop.onChange(shown()))

  const throwIfAbandoned = () => {
    if (abandoned) throw new Interrupted()
  }

  const write = (next: Job, count: number) => {
    throwIfAbandoned()
    log.writeWith(() => jobs.save(next, count))
    current = next
    interruptions = count
    progress = undefined
    if (held) log.add('The journal can be written again, so this job goes on.', null)
    held = undefined
    tell.cancel()
    workshop.onChange(current)
  }

  /** Told once, not at every try. */
  const hold = (error: ProblemError) => {
    const why = messages(error.problems)
    if (held && messages(held.problems) === why) return
    log.add(`This job holds still until its journal can be written: ${why}`, null)
    workshop.onTrouble(`Job ${id} waits, because its journal cannot be written.`, error)
    held = { since: held?.since ?? workshop.now(), problems: error.problems }
    tell.cancel()
    workshop.onChange(shown())
  }

  const live: LiveJob = {
    get job() {
      return shown()
    },
    get interruptions() {
      return interruptions
    },
    steps: opened.steps,
    workshop,
    result() {
      const text = JSON.stringify(opened.result((key) => memory.get(key)))
      return text === undefined ? undefined : (JSON.parse(text) as unknown)
    },

    async journal(change, count = 0) {
      for (;;) {
        try {
          const next = change(current)
          if (next !== current) write(next, count)
          return
        } catch (error) {
          throwIfAbandoned()
          // Only what is wrong with the file can pass by waiting.
          if (!(error instanceof ProblemError)) throw error
          hold(error)
          await live.pause(workshop.journalRetryMs)
        }
      }
    },
    journalNow(change, count = interruptions) {
      const next = change(current)
      if (next !== current) write(next, count)
    },

    context: (step) => ({
      jobId: id,
      signal: controller.signal,
      log: (line) => log.add(line, step.name),
      progress(done, total, unit) {
        if (abandoned || !('step' in current) || current.step !== step.name) return
        progress = { done, total, unit }
        tell.call()
      },
      remember(key, value) {
        throwIfAbandoned()
        const text = JSON.stringify(value)
        if (text === undefined)
          throw new TypeError(`"${step.name}" may only remember JSON values, for ${key} too.`)
        const next = new Map(memory).set(key, JSON.parse(text))
        jobs.saveMemory(id, Object.fromEntries(next))
        memory.set(key, next.get(key))
      },
      recall: (key) => memory.get(key),
    }),

    log,

    async faultPoint(index, moment) {
      const step = opened.steps[index]
      if (step) await workshop.faultPoint({ jobId: id, kind, step: step.name, stepIndex: index, moment })
      throwIfAbandoned()
    },

    abort: (reason) => controller.abort(reason),
    renewSignal() {
      controller = new AbortController()
      if (stop.signal.aborted) controller.abort(new Interrupted())
    },
    get interrupted() {
      return stop.signal.aborted
    },
    throwIfStopping() {
      if (stopping) throw new Interrupted()
    },
    async pause(delayMs) {
      live.throwIfStopping()
      await sleep(delayMs, undefined, { signal: stop.signal }).catch(() => live.throwIfStopping())
    },
    beginStop() {
      stopping = true
    },
    interrupt() {
      stopping = true
      stop.abort(new Interrupted())
      controller.abort(new Interrupted())
    },
    abandon() {
      abandoned = true
      tell.cancel()
      log.close()
      live.interrupt()
    },
  }
  return live
}
