import type { FinishedJob, Job, JobHead, JobState, JobStateName } from '../domain/job.ts'
import type { ObjectRef } from '../domain/problem.ts'
import { withDbProblems } from './db-problems.ts'
import type { Db } from './open-db.ts'

/** A job as it lies in the journal. */
export interface JobRecord {
  readonly job: Job
  readonly plan: unknown
  /** What its steps remembered. */
  readonly memory: Readonly<Record<string, unknown>>
  /** How often it was resumed without a step having ended since. */
  readonly interruptions: number
}

export interface JobsQuery {
  readonly states?: readonly JobStateName[] | undefined
  readonly object?: Partial<ObjectRef> | undefined
  readonly limit: number
  /** Only jobs submitted before the one with this id. */
  readonly before?: string | undefined
}

export interface JobsTable {
  insert(job: Job, plan: unknown): void
  /** Writes the state and the steps, and how often the job was interrupted since a step last ended. */
  save(job: Job, interruptions: number): void
  saveMemory(id: string, memory: Readonly<Record<string, unknown>>): void
  find(id: string): JobRecord | undefined
  /** Newest first. */
  list(query: JobsQuery): Job[]
  /** All jobs that have not ended, in the order they were submitted. */
  listOpen(): JobRecord[]
  /** Removes finished jobs, with their log, but the newest `keep` of those that ended at `since` or later. */
  prune(keep: number, since: string): number
}

interface JobRow {
  id: string
  kind: string
  title: string
  object_type: ObjectRef['type']
  object_name: string
  actor: string | null
  created_at: string
  locks: string
  plan: string
  memory: string
  steps: string
  status: string
  interruptions: number
}

/** The journal of jobs. Each call is one transaction and on stable storage when it returns; throws `ProblemError`. */
export function createJobsTable(db: Db): JobsTable {
  const insert = db.prepare(
    `INSERT INTO jobs (id, kind, title, object_type, object_name, actor, created_at, locks, plan, steps, status)
     VALUES (@id, @kind, @title, @objectType, @objectName, @actor, @createdAt, @locks, @plan, @steps, @status)`,
  )
  const save = db.prepare(
    'UPDATE jobs SET steps = @steps, status = @status, interruptions = @interruptions WHERE id = @id',
  )
  const saveMemory = db.prepare('UPDATE jobs SET memory = ? WHERE id = ?')
  const find = db.prepare<[string], JobRow>('SELECT * FROM jobs WHERE id = ?')
  const listOpen = db.prepare<[], JobRow>(
    "SELECT * FROM jobs WHERE state IN ('queued', 'running', 'cancelling', 'undoing') ORDER BY seq",
  )
  // `value` of json_each lists the wished states; NULL stands for "any" throughout.
  const list = db.prepare<[object], JobRow>(
    `SELECT * FROM jobs
     WHERE (@states IS NULL OR state IN (SELECT value FROM json_each(@states)))
       AND (@type IS NULL OR object_type = @type)
       AND (@name IS NULL OR object_name = @name)
       AND (@before IS NULL OR seq < (SELECT seq FROM jobs WHERE id = @before))
     ORDER BY seq DESC LIMIT @limit`,
  )
  const prune = db.prepare(
    `DELETE FROM jobs WHERE finished_at IS NOT NULL AND (finished_at < @since OR seq NOT IN
       (SELECT seq FROM jobs WHERE finished_at IS NOT NULL ORDER BY seq DESC LIMIT @keep))`,
  )
  const guard = <T>(run: () => T): T => withDbProblems(db.name, run)

  return {
    insert: (job, plan) => guard(() => void insert.run(toRow(job, plan))),
    save: (job, interruptions) =>
      guard(() => {
        const status = JSON.stringify(stateOf(job))
        save.run({ id: job.id, steps: JSON.stringify(job.steps), status, interruptions })
      }),
    saveMemory: (id, memory) => guard(() => void saveMemory.run(JSON.stringify(memory), id)),
    find: (id) => guard(() => optionally(find.get(id), toRecord)),
    listOpen: () => guard(() => listOpen.all().map(toRecord)),
    list: ({ states, object, limit, before }) =>
      guard(() =>
        list
          .all({
            states: states ? JSON.stringify(states) : null,
            type: object?.type ?? null,
            name: object?.name ?? null,
            before: before ?? null,
            limit,
          })
          .map(toJob),
      ),
    prune: (keep, since) => guard(() => prune.run({ keep, since }).changes),
  }
}

function toRow(job: Job, plan: unknown): object {
  return {
    id: job.id,
    kind: job.kind,
    title: job.title,
    objectType: job.object.type,
    objectName: job.object.name,
    actor: job.actor ?? null,
    createdAt: job.createdAt,
    locks: JSON.stringify(job.locks),
    plan: JSON.stringify(plan),
    steps: JSON.stringify(job.steps),
    status: JSON.stringify(stateOf(job)),
  }
}

/** The part of a job that changes with its state; progress is for those who look now and is not kept. */
function stateOf(job: Job): JobState {
  switch (job.state) {
    case 'queued':
      return { state: job.state }
    case 'running':
    case 'cancelling':
      return { state: job.state, startedAt: job.startedAt, step: job.step }
    case 'undoing':
      return { state: job.state, startedAt: job.startedAt, step: job.step, because: job.because }
    case 'done':
      return { state: job.state, startedAt: job.startedAt, finishedAt: job.finishedAt, result: job.result }
    case 'undone':
      return { state: job.state, finishedAt: job.finishedAt, because: job.because }
    case 'failed':
      return failedState(job)
  }
}

function failedState(job: Extract<FinishedJob, { state: 'failed' }>): JobState {
  const { state, finishedAt, step, problems } = job
  return job.undone
    ? { state, finishedAt, step, problems, undone: true }
    : { state, finishedAt, step, problems, undone: false, leftovers: job.leftovers }
}

function toJob(row: JobRow): Job {
  const head: JobHead = {
    id: row.id,
    kind: row.kind,
    title: row.title,
    object: { type: row.object_type, name: row.object_name },
    locks: JSON.parse(row.locks) as Job['locks'],
    createdAt: row.created_at,
    ...(row.actor === null ? {} : { actor: row.actor }),
    steps: JSON.parse(row.steps) as Job['steps'],
  }
  return { ...head, ...(JSON.parse(row.status) as JobState) }
}

function toRecord(row: JobRow): JobRecord {
  return {
    job: toJob(row),
    plan: JSON.parse(row.plan),
    memory: JSON.parse(row.memory) as JobRecord['memory'],
    interruptions: row.interruptions,
  }
}

function optionally<T, R>(value: T | undefined, change: (value: T) => R): R | undefined {
  return value === undefined ? undefined : change(value)
}
