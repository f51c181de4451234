import { createJobLogTable } from '../db/job-log-table.ts'
import { createJobsTable } from '../db/jobs-table.ts'
import type { JobRecord } from '../db/jobs-table.ts'
import { isFinished, whyNotCancel } from '../domain/job.ts'
import type { Job } from '../domain/job.ts'
import { problemError } from '../domain/problem.ts'
import type { ProblemCode, ProblemError } from '../domain/problem.ts'
import { pruneHistory } from './history.ts'
import type { JobEngine, JobEngineOptions, JobWish } from './job-engine.ts'
import { newJobId } from './job-id.ts'
import type { OpenedPlan, Step } from './job-kind.ts'
import { createJobQueue } from './job-queue.ts'
import { createLiveJob } from './live-job.ts'
import type { LiveJob } from './live-job.ts'
import { toLocks } from './locks.ts'
import { afterTooMany, maxInterruptions, pendingStep, reopen, uniqueSteps } from './resume.ts'
import { cancelled, cannotResume } from './transitions.ts'
import { createWaiters } from './waiters.ts'
import type { Workshop } from './workshop.ts'

const pruneEvery = 50

/**
 * The job engine over one state database. What is promised: a job ends as done, or undone, or failed with the step, the
 * reason and what is left, also across crashes; see `job-kind.ts` for what steps must keep to.
 */
export function createJobEngine<Deps>(options: JobEngineOptions<Deps>): JobEngine {
  const { db, deps } = options
  const jobs = createJobsTable(db)
  const jobLog = createJobLogTable(db)
  const kinds = new Map(options.kinds.map((kind) => [kind.kind, kind]))
  if (kinds.size !== options.kinds.length) throw new Error('Two job kinds have the same name.')
  const clock = options.clock ?? { now: () => new Date() }
  const waiters = createWaiters()
  let phase: 'new' | 'open' | 'stopped' = 'new'
  let stopping: Promise<void> | undefined
  let endedJobs = 0

  const onTrouble =
    options.onTrouble ?? ((message, error) => process.emitWarning(`${message} ${String(error)}`))
  const tell = (job: Job) => {
    guarded(`A listener failed on job ${job.id}.`, () => options.onChange?.(job))
    if (isFinished(job)) waiters.ended(job)
  }
  const guarded = (message: string, run: () => void) => {
    try {
      run()
    } catch (error) {
      onTrouble(message, error)
    }
  }
  const workshop: Workshop = {
    db,
    jobs,
    jobLog,
    retryDelaysMs: options.retryDelaysMs ?? [200, 1_000, 5_000],
    journalRetryMs: options.journalRetryMs ?? 1_000,
    now: () => clock.now().toISOString(),
    onChange: tell,
    onLog: (jobId, lines) =>
      guarded(`A listener failed on the log of job ${jobId}.`, () => options.onLog?.(jobId, lines)),
    onTrouble,
    faultPoint: (point) => options.faultPoint?.(point),
  }

  const onEnded = () => {
    endedJobs += 1
    if (endedJobs % pruneEvery === 0)
      guarded('The history of jobs cannot be pruned.', () => void engine.prune())
  }
  const queue = createJobQueue(() => options.maxParallel?.() ?? 4, onEnded)

  const openWish = (wish: JobWish): { opened: OpenedPlan<Deps>; steps: readonly Step[] } => {
    const kind = kinds.get(wish.kind)
    if (!kind)
      throw problemError({ code: 'not_supported', message: `There are no jobs of the kind ${wish.kind}.` })
    const opened = kind.open(wish.plan)
    return { opened, steps: uniqueSteps(opened.steps(deps), wish.kind) }
  }

  const takeUp = (record: JobRecord, opened: OpenedPlan<Deps>, steps: readonly Step[]): LiveJob =>
    createLiveJob(workshop, { record, steps, result: (recall) => opened.result(recall) })

  const resume = (record: JobRecord): void => {
    const at = workshop.now()
    const again = reopen(record, kinds.get(record.job.kind), deps)
    if (!again.ok) {
      const failed = cannotResume(record.job, again.problems, at)
      // A journal that cannot be written must not keep the daemon from starting.
      return guarded(`Job ${failed.id} is left for the next start.`, () => {
        jobs.save(failed, 0)
        tell(failed)
      })
    }
    const live = takeUp({ ...record, job: again.job }, again.opened, again.steps)
    if (again.job.state === 'queued') return queue.add(live)
    const interruptions = record.interruptions + 1
    live.log.add(
      `The daemon was restarted in the middle of this job, which is ${again.job.state}; it goes on.`,
      null,
    )
    // Counted before anything is run, and waited for: a step that takes the daemon down must not do so for ever.
    queue.launch(live, () =>
      interruptions > maxInterruptions
        ? live.journal((job) => afterTooMany(job, live.steps, interruptions, at))
        : live.journal((job) => ({ ...job }), interruptions),
    )
  }

  /** An orderly stop is no crash: the count of interruptions begins anew. */
  const forgiveInterruptions = (live: LiveJob) => {
    if (isFinished(live.job) || live.interruptions === 0) return
    guarded(`Job ${live.job.id} cannot be marked as stopped in order.`, () =>
      live.journalNow((job) => ({ ...job }), 0),
    )
  }

  const stopInOrder = async (letFinishMs: number, giveUpMs: number) => {
    queue.close()
    const running = queue.active()
    for (const live of running) live.beginStop()
    await queue.settled(letFinishMs)
    for (const live of queue.active()) live.interrupt()
    await queue.settled(giveUpMs)
    const givenUp = queue.active()
    for (const live of running) if (!givenUp.includes(live)) forgiveInterruptions(live)
    engine.abandon()
  }

  const engine: JobEngine = {
    submit(wish) {
      if (phase === 'stopped') throw stopped('wrong_state', 'No job can be taken')
      const { opened, steps } = openWish(wish)
      const { title, object } = opened
      const job: Job = {
        id: newJobId(),
        kind: wish.kind,
        title,
        object,
        locks: toLocks(opened.locks),
        createdAt: workshop.now(),
        ...(wish.actor === undefined ? {} : { actor: wish.actor }),
        steps: steps.map(pendingStep),
        state: 'queued',
      }
      jobs.insert(job, opened.plan)
      queue.add(takeUp({ job, plan: opened.plan, memory: {}, interruptions: 0 }, opened, steps))
      tell(job)
      return job
    },

    preview(wish) {
      const { opened, steps } = openWish(wish)
      return {
        kind: wish.kind,
        title: opened.title,
        object: opened.object,
        steps: steps.map(({ name, command }) => ({
          title: name,
          ...(command === undefined ? {} : { command }),
        })),
        notes: [],
      }
    },

    get: (id) => queue.find(id)?.job ?? jobs.find(id)?.job,

    list({ state, object, limit = 100, before } = {}) {
      const states = typeof state === 'string' ? [state] : state
      const bounded = Math.min(Math.max(Math.trunc(limit), 1), 1_000)
      return jobs
        .list({ states, object, limit: bounded, before })
        .map((job) => queue.find(job.id)?.job ?? job)
    },

    log(id) {
      if (!engine.get(id)) throw unknownJob(id)
      const lines = [...jobLog.list(id), ...(queue.find(id)?.log.pending() ?? [])]
      return { lines, dropped: (lines[0]?.n ?? 1) - 1 }
    },

    cancel(id) {
      const live = queue.find(id)
      const job = engine.get(id)
      if (!job) throw unknownJob(id)
      const problem = whyNotCancel(job)
      if (problem) throw problemError(problem)
      if (!live || phase === 'stopped') throw stopped('wrong_state', `Job ${id} cannot be cancelled`)
      live.journalNow((current) => cancelled(current, workshop.now()))
      if (isFinished(live.job)) {
        queue.remove(live)
        onEnded()
      } else if (live.job.state === 'cancelling') live.abort(new Error(`Job ${id} was cancelled.`))
      return live.job
    },

    async wait(id, { signal } = {}) {
      const job = engine.get(id)
      if (!job) throw unknownJob(id)
      if (isFinished(job)) return job
      if (phase === 'stopped') throw stopped('outcome_unknown', `The outcome of job ${id} is not known yet`)
      return waiters.wait(id, signal)
    },

    start() {
      if (phase !== 'new') throw new Error('A job engine is started once.')
      phase = 'open'
      guarded('The history of jobs cannot be pruned.', () => void engine.prune())
      const submittedSince = queue.waiting()
      // What the journal holds is older than what was submitted before the start, so it goes first.
      for (const live of submittedSince) queue.remove(live)
      const ids = new Set(submittedSince.map((live) => live.job.id))
      for (const record of jobs.listOpen()) if (!ids.has(record.job.id)) resume(record)
      for (const live of submittedSince) queue.add(live)
      queue.open()
    },

    stop({ letFinishMs = 2_000, giveUpMs = 8_000 } = {}) {
      phase = 'stopped'
      stopping ??= stopInOrder(letFinishMs, giveUpMs)
      return stopping
    },

    abandon() {
      phase = 'stopped'
      queue.close()
      for (const live of [...queue.waiting(), ...queue.active()]) live.abandon()
      waiters.turnAway((id) => stopped('outcome_unknown', `The outcome of job ${id} is not known yet`))
    },

    activeLocks: () => queue.heldLocks(),
    prune: () => pruneHistory(jobs, clock.now()),
  }
  return engine
}

function unknownJob(id: string): ProblemError {
  const object = { type: 'job', name: id } as const
  return problemError({
    code: 'not_found',
    message: `There is no job ${id}.`,
    object,
    hint: 'kiste job list',
  })
}

function stopped(code: ProblemCode, what: string): ProblemError {
  const message = `${what}: the daemon is stopping. Open jobs go on when it is started again.`
  return problemError({ code, message })
}
