import { describe, expect, it } from 'vitest'
import { finishedJobStates, isFinished, isPastReturn, openJobStates, whyNotCancel } from './job.ts'
import type { Job, JobState, JobStep } from './job.ts'

const at = '2026-01-01T00:00:00.000Z'
const states: Record<JobState['state'], JobState> = {
  queued: { state: 'queued' },
  running: { state: 'running', startedAt: at, step: 'define' },
  cancelling: { state: 'cancelling', startedAt: at, step: 'define' },
  undoing: { state: 'undoing', startedAt: at, step: 'define', because: { why: 'cancelled' } },
  done: { state: 'done', startedAt: at, finishedAt: at },
  undone: { state: 'undone', finishedAt: at, because: { why: 'cancelled' } },
  failed: {
    state: 'failed',
    finishedAt: at,
    step: null,
    problems: [{ code: 'internal', message: '' }],
    undone: true,
  },
}

function job(state: JobState, steps: readonly JobStep[] = []): Job {
  const head = { id: 'a1', kind: 'vm.purge', title: 'Purge VM web', locks: [], createdAt: at, steps }
  return { ...head, object: { type: 'vm', name: 'web' }, ...state }
}

describe('a job', () => {
  it.each(openJobStates)('that is %s has not ended and can be cancelled', (state) => {
    expect(isFinished(job(states[state]))).toBe(false)
    expect(whyNotCancel(job(states[state]))).toBeNull()
  })

  it.each(finishedJobStates)('that is %s has ended and cannot be cancelled', (state) => {
    expect(isFinished(job(states[state]))).toBe(true)
    expect(whyNotCancel(job(states[state]))).toMatchObject({
      code: 'wrong_state',
      message: `Job a1 (Purge VM web) has already ended: it is ${state}.`,
    })
  })

  it('cannot be cancelled from the start of a final step on', () => {
    const pending = job(states.running, [{ name: 'destroy', final: true, state: 'pending' }])
    expect(isPastReturn(pending)).toBe(false)
    expect(whyNotCancel(pending)).toBeNull()
    const begun = job(states.running, [{ name: 'destroy', final: true, state: 'running', startedAt: at }])
    expect(isPastReturn(begun)).toBe(true)
    expect(whyNotCancel(begun)).toMatchObject({ code: 'wrong_state', object: { type: 'job', name: 'a1' } })
  })
})
