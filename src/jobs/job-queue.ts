import { isFinished } from '../domain/job.ts'
import type { HeldLock } from './job-engine.ts'
import { Interrupted } from './live-job.ts'
import type { LiveJob } from './live-job.ts'
import { pickStartable } from './locks.ts'
import { runJob } from './run-job.ts'
import { stepProblems } from './step-problems.ts'
import { cannotResume } from './transitions.ts'

export interface JobQueue {
  /** Puts a job at the end; it starts when its locks and a place are free. */
  add(live: LiveJob): void
  /** Takes a waiting job out again. */
  remove(live: LiveJob): void
  /** Runs a job at once, after `first`: one that was interrupted still has its locks. */
  launch(live: LiveJob, first?: () => Promise<void>): void
  find(id: string): LiveJob | undefined
  waiting(): readonly LiveJob[]
  active(): readonly LiveJob[]
  heldLocks(): HeldLock[]
  /** From now on waiting jobs are started. */
  open(): void
  /** From now on none is. */
  close(): void
  /** When all that run now have ended or been interrupted, or after `limitMs`. */
  settled(limitMs: number): Promise<void>
}

/** The jobs that have not ended: waiting ones in the order of submission, active ones with their locks. */
export function createJobQueue(maxParallel: () => number, onEnded: () => void): JobQueue {
  const waiting: LiveJob[] = []
  const active = new Map<LiveJob, Promise<void>>()
  let isOpen = false
  let due = false

  // A job that has ended holds nothing, even if its last listener is still being told.
  const heldLocks = (): HeldLock[] =>
    [...active.keys()].flatMap(({ job }) =>
      isFinished(job) ? [] : job.locks.map((lock) => ({ ...lock, jobId: job.id })),
    )

  const placesTaken = () => [...active.keys()].filter((live) => !onlyWaits(live)).length

  const startSoon = () => {
    if (due || !isOpen) return
    due = true
    // Not at once: who submits gets the queued job back first.
    setImmediate(() => {
      due = false
      if (isOpen) startAll()
    })
  }
  const startAll = () => {
    const candidates = waiting.map((live) => ({
      live,
      locks: live.job.locks,
      onlyWaits: onlyWaits(live),
    }))
    for (const { live } of pickStartable(candidates, heldLocks(), maxParallel() - placesTaken())) {
      waiting.splice(waiting.indexOf(live), 1)
      launch(live)
    }
  }

  const launch = (live: LiveJob, first?: () => Promise<void>) => {
    const { onTrouble, now } = live.workshop
    const run = (first ? first().then(() => runJob(live)) : runJob(live))
      .catch((error: unknown) => {
        if (error instanceof Interrupted) return
        onTrouble(`The engine failed on job ${live.job.id}.`, error)
        live.journalNow((job) => (isFinished(job) ? job : cannotResume(job, stepProblems(error), now())))
      })
      .catch((error: unknown) => onTrouble(`Job ${live.job.id} is left for the next start.`, error))
      .finally(() => {
        live.log.flush()
        active.delete(live)
        if (isFinished(live.job)) onEnded()
        startSoon()
      })
    active.set(live, run)
  }

  return {
    add(live) {
      waiting.push(live)
      startSoon()
    },
    remove(live) {
      const index = waiting.indexOf(live)
      if (index >= 0) waiting.splice(index, 1)
      startSoon()
    },
    launch,
    find: (id) =>
      waiting.find((live) => live.job.id === id) ?? [...active.keys()].find((live) => live.job.id === id),
    waiting: () => [...waiting],
    active: () => [...active.keys()],
    heldLocks,
    open() {
      isOpen = true
      startSoon()
    },
    close() {
      isOpen = false
    },
    settled: (limitMs) => within(Promise.allSettled(active.values()), limitMs),
  }
}

function onlyWaits({ steps }: LiveJob): boolean {
  return steps.some((step) => step.waits)
}

async function within(work: Promise<unknown>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  await Promise.race([work, limit])
  clearTimeout(timer)
}
