import { setTimeout as sleep } from 'node:timers/promises'
import type { JobLogTable } from '../db/job-log-table.ts'
import type { JobRecord, JobsTable } from '../db/jobs-table.ts'
import type { Db } from '../db/open-db.ts'
import { withDbProblems } from '../db/db-problems.ts'
import type { Job, JobLogLine, JobProgress } from '../domain/job.ts'
import { ProblemError } from '../domain/problem.ts'
import type { FaultMoment, FaultPoint } from './job-engine.ts'
import type { Step, StepContext } from './job-kind.ts'
import { createLogBuffer, maxLogLines } from './log-buffer.ts'
import { throttle } from './throttle.ts'

const progressPauseMs = 200
const logPauseMs = 250
const logBatch = 100
const journalRetryMs = 1_000

/** What all jobs of one engine share. */
export interface Workshop {
  readonly db: Db
  readonly jobs: JobsTable
  readonly jobLog: JobLogTable
  readonly retryDelaysMs: readonly number[]
  now(): string
  onChange(job: Job): void
  onLog(jobId: string, lines: readonly JobLogLine[]): void
  onTrouble(message: string, error: unknown): void
  faultPoint(point: FaultPoint): void | Promise<void>
}

/** The daemon stops: what runs is left as the journal has it, for the next start. Never seen outside the engine. */
export class Interrupted extends Error {
  constructor() {
    super('The daemon is stopping.')
    this.name = 'Interrupted'
  }
}

/** A job that has not ended, with all that is in memory only. */
export interface LiveJob {
  /** As journaled, with the progress of the running step. */
  readonly job: Job
  readonly steps: readonly Step[]
  readonly interruptions: number
  readonly workshop: Workshop
  /** What the job tells when it is done, as JSON; throws if it cannot be told. */
  result(): unknown
  /**
   * Journals a change together with the log so far. While the journal cannot be written (disk full), waits and tries again:
   * the job holds still rather than run unrecorded. `change` is asked anew each time, as a cancel may come in between.
   */
  journal(change: (job: Job) => Job): Promise<void>
  /** The same, tried once; throws `ProblemError`. `interruptions` stays as it is unless given. */
  journalNow(change: (job: Job) => Job, interruptions?: number): void
  context(step: Step): StepContext
  log(text: string, step: string | null): void
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
  flushLog(): void
  pendingLog(): JobLogLine[]
}

interface Opened {
  readonly record: JobRecord
  readonly steps: readonly Step[]
  result(recall: (key: string) => unknown): unknown
}

export function createLiveJob(workshop: Workshop, opened: Opened): LiveJob {
  const { jobs, jobLog, db } = workshop
  const { id, kind } = opened.record.job
  const memory = new Map(Object.entries(opened.record.memory))
  const buffer = createLogBuffer(jobLog.lastN(id), workshop.now)
  const stop = new AbortController()
  let current = opened.record.job
  let interruptions = opened.record.interruptions
  let progress: JobProgress | undefined
  let controller = new AbortController()
  let stopping = false
  let abandoned = false

  const shown = (): Job => (current.state === 'running' && progress ? { ...current, progress } : current)
  const tell = throttle(progressPauseMs, () => workshop.onChange(shown()))
  let logTimer: NodeJS.Timeout | undefined

  const throwIfAbandoned = () => {
    if (abandoned) throw new Interrupted()
  }

  const write = (next: Job, count: number) => {
    throwIfAbandoned()
    const lines = buffer.take()
    try {
      withDbProblems(db.name, () =>
        db.transaction(() => {
          if (lines.length > 0) jobLog.append(id, lines, maxLogLines)
          jobs.save(next, count)
        })(),
      )
    } catch (error) {
      buffer.giveBack(lines)
      throw error
    }
    current = next
    interruptions = count
    progress = undefined
    tell.cancel()
    clearTimeout(logTimer)
    logTimer = undefined
    if (lines.length > 0) workshop.onLog(id, lines)
    workshop.onChange(current)
  }

  const flushLog = () => {
    clearTimeout(logTimer)
    logTimer = undefined
    if (abandoned || buffer.size === 0) return
    const lines = buffer.take()
    try {
      jobLog.append(id, lines, maxLogLines)
    } catch (error) {
      buffer.giveBack(lines)
      workshop.onTrouble(`The log of job ${id} cannot be written.`, error)
      return
    }
    workshop.onLog(id, lines)
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

    async journal(change) {
      for (;;) {
        try {
          const next = change(current)
          // Called when something ended, so the count of interruptions begins anew.
          if (next !== current) write(next, 0)
          return
        } catch (error) {
          throwIfAbandoned()
          // Only what is wrong with the file can pass by waiting.
          if (!(error instanceof ProblemError)) throw error
          workshop.onTrouble(`Job ${id} waits, because its journal cannot be written.`, error)
          await live.pause(journalRetryMs)
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
      log: (line) => live.log(line, step.name),
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

    log(text, step) {
      if (abandoned) return
      buffer.add(text, step)
      if (buffer.size >= logBatch) flushLog()
      else logTimer ??= setTimeout(flushLog, logPauseMs)
    },
    flushLog,
    pendingLog() {
      const lines = buffer.take()
      buffer.giveBack(lines)
      return lines
    },

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
      clearTimeout(logTimer)
      live.interrupt()
    },
  }
  return live
}
