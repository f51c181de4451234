import { beforeEach, describe, expect, it } from 'vitest'
import type { Job, JobState } from '../domain/job.ts'
import { createJobLogTable } from './job-log-table.ts'
import { createJobsTable } from './jobs-table.ts'
import type { JobsTable } from './jobs-table.ts'
import { openDb } from './open-db.ts'
import type { Db } from './open-db.ts'

const at = '2026-01-01T00:00:00.000Z'
const later = '2026-02-01T00:00:00.000Z'
const problems = [{ code: 'no_space', message: 'The disk is full.' }] as const

let db: Db
let jobs: JobsTable

beforeEach(() => {
  db = openDb({ path: ':memory:' })
  jobs = createJobsTable(db)
})

function job(id: string, state: JobState, name = 'web'): Job {
  return {
    id,
    kind: 'vm.create',
    title: `Create VM ${name}`,
    object: { type: 'vm', name },
    locks: [{ name: `vm:${name}`, mode: 'exclusive' }],
    createdAt: at,
    actor: 'root',
    steps: [{ name: 'define', command: 'virsh define', state: 'pending' }],
    ...state,
  }
}

const everyState: readonly JobState[] = [
  { state: 'queued' },
  { state: 'running', startedAt: at, step: 'define' },
  { state: 'cancelling', startedAt: at, step: 'define' },
  { state: 'undoing', startedAt: at, step: 'define', because: { why: 'cancelled' } },
  { state: 'done', startedAt: at, finishedAt: at, result: { uuid: 'x' } },
  { state: 'undone', finishedAt: at, because: { why: 'failed', step: 'define', problems } },
  { state: 'failed', finishedAt: at, step: null, problems, undone: true },
  {
    state: 'failed',
    finishedAt: at,
    step: 'define',
    problems,
    undone: false,
    leftovers: [{ step: 'define', message: 'The VM is still defined.' }],
  },
]

describe('the jobs table', () => {
  it.each(everyState)('gives back a job that is $state as it was', (state) => {
    jobs.insert(job('a', { state: 'queued' }), { name: 'web' })
    jobs.save(job('a', state), 2)
    expect(jobs.find('a')).toEqual({
      job: job('a', state),
      plan: { name: 'web' },
      memory: {},
      interruptions: 2,
    })
  })

  it('does not keep progress, which is out of date at once', () => {
    const running = job('a', { state: 'running', startedAt: at, step: 'define' })
    jobs.insert({ ...running, progress: { done: 1, total: 2, unit: 'bytes' } } as Job, null)
    expect(jobs.find('a')?.job).toEqual(running)
  })

  it('refuses states there are none, and ends without a time', () => {
    const status = (text: string) => db.prepare('UPDATE jobs SET status = ?').run(text)
    jobs.insert(job('a', { state: 'queued' }), null)
    expect(() => status('{"state":"unknown"}')).toThrow(/CHECK/)
    expect(() => status('{"state":"done"}')).toThrow(/CHECK/)
    expect(() => status('{"state":"running","finishedAt":"x"}')).toThrow(/CHECK/)
  })

  it('lists the newest first, by state and object, page by page', () => {
    for (const [index, state] of everyState.entries())
      jobs.insert(job(`j${index}`, state, index < 4 ? 'web' : 'db'), null)
    const ids = (query: Parameters<JobsTable['list']>[0]) => jobs.list(query).map(({ id }) => id)
    expect(ids({ limit: 3 })).toEqual(['j7', 'j6', 'j5'])
    expect(ids({ limit: 3, before: 'j5' })).toEqual(['j4', 'j3', 'j2'])
    expect(ids({ limit: 9, states: ['failed', 'queued'] })).toEqual(['j7', 'j6', 'j0'])
    expect(ids({ limit: 9, object: { type: 'vm', name: 'web' } })).toEqual(['j3', 'j2', 'j1', 'j0'])
    expect(ids({ limit: 9, object: { type: 'disk' } })).toEqual([])
    expect(jobs.listOpen().map((record) => record.job.id)).toEqual(['j0', 'j1', 'j2', 'j3'])
  })

  it('prunes finished jobs beyond the newest and the old, with their log, and no open one', () => {
    const log = createJobLogTable(db)
    const done = (finishedAt: string): JobState => ({ state: 'done', startedAt: at, finishedAt })
    jobs.insert(job('open', { state: 'queued' }), null)
    jobs.insert(job('old', done(at)), null)
    for (const id of ['a', 'b', 'c']) jobs.insert(job(id, done(later)), null)
    for (const id of ['a', 'c']) log.append(id, [{ n: 1, at, step: null, text: id }], 10)
    expect(jobs.prune(2, later)).toBe(2)
    expect(jobs.list({ limit: 9 }).map(({ id }) => id)).toEqual(['c', 'b', 'open'])
    expect(log.list('a')).toEqual([])
    expect(log.list('c')).toHaveLength(1)
    expect(jobs.prune(9, '2027-01-01T00:00:00.000Z')).toBe(2)
    expect(jobs.list({ limit: 9 }).map(({ id }) => id)).toEqual(['open'])
  })
})

describe('the job log table', () => {
  it('keeps the newest lines only', () => {
    const log = createJobLogTable(db)
    jobs.insert(job('a', { state: 'queued' }), null)
    const line = (n: number) => ({ n, at, step: 'define', text: `line ${n}` })
    expect(log.lastN('a')).toBe(0)
    log.append('a', [line(1), line(2), line(3)], 4)
    log.append('a', [line(4), line(5)], 4)
    expect(log.list('a')).toEqual([line(2), line(3), line(4), line(5)])
    expect(log.lastN('a')).toBe(5)
  })
})
