import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFinished } from '../domain/job.ts'
import type { Job, JobStep } from '../domain/job.ts'
import {
  begin,
  cancelled,
  cannotResume,
  finish,
  forwardGaveUp,
  refreshSteps,
  stepEnded,
  stepUndone,
  turnBack,
  undoGaveUp,
} from './transitions.ts'

const at = '2026-01-01T00:00:00.000Z'
const problems = [{ code: 'no_space', message: 'The disk is full.' }] as const

function queued(names: readonly string[]): Job {
  return {
    id: 'a1',
    kind: 'vm.create',
    title: 'Create VM web',
    object: { type: 'vm', name: 'web' },
    locks: [],
    createdAt: at,
    steps: names.map((name) => ({ name, state: 'pending' })),
    state: 'queued',
  }
}

/** One turn of a job's life; what happens next is drawn. */
function turn(job: Job, happens: number): Job {
  if (happens === 9) return cannotResume(job, problems, at)
  if (happens === 8 && job.state !== 'undoing') return cancelled(job, at)
  const index = 'step' in job ? job.steps.findIndex((step) => step.name === job.step) : 0
  switch (job.state) {
    case 'queued':
      return begin(job, at)
    case 'running': {
      if (happens === 7) return turnBack(job, { why: 'failed', step: job.step, problems }, at)
      if (happens === 6) return forwardGaveUp(job, index, problems, at)
      const ended = stepEnded(job, index, at)
      return index === job.steps.length - 1 ? finish(ended, { uuid: 'x' }, at) : ended
    }
    case 'cancelling':
      return turnBack(job, { why: 'cancelled' }, at)
    case 'undoing':
      return happens >= 7 ? undoGaveUp(job, index, problems, 'It is left.', at) : stepUndone(job, index, at)
    case 'done':
    case 'undone':
    case 'failed':
      return job
  }
}

const states = (job: Job) => job.steps.map((step) => step.state).join(' ')

/** What a job's state says about its steps. */
const truths = {
  queued: /^(pending ?)*$/,
  running: /^(done )*running( pending)*$/,
  cancelling: /^(done )*running( pending)*$/,
  undoing: /^((done|running) )*undoing( undone)*( pending)*$/,
  done: /^(done ?)*$/,
  undone: /^(undone ?)*(pending ?)*$/,
  failed: /./,
} satisfies Record<Job['state'], RegExp>

describe('the life of a job', () => {
  it('never has a state its steps contradict, and ends', () => {
    const life = fc.array(fc.nat(9), { minLength: 20, maxLength: 20 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), life, (count, happenings) => {
        let job = queued(['a', 'b', 'c', 'd', 'e'].slice(0, count))
        for (const happens of happenings) {
          expect(states(job)).toMatch(truths[job.state])
          expect('step' in job && job.state !== 'failed' ? states(job) : 'running').toMatch(/running|undoing/)
          job = turn(job, happens)
        }
        expect(isFinished(job)).toBe(true)
      }),
    )
  })

  it('names as left just what was begun and is not undone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8), { maxLength: 10 }), (happenings) => {
        const job = happenings.reduce(turn, queued(['a', 'b', 'c']))
        fc.pre(!isFinished(job))
        const begun = job.steps.filter((step) => step.state !== 'pending' && step.state !== 'undone')
        const failed = cannotResume(job, problems, at)
        const left =
          failed.state === 'failed' && !failed.undone ? failed.leftovers.map(({ step }) => step) : []
        expect(left).toEqual(begun.map(({ name }) => name).toReversed())
      }),
    )
  })

  it('of a job without steps is short', () => {
    expect(begin(queued([]), at)).toMatchObject({ state: 'done', startedAt: at, finishedAt: at })
  })
})

describe('steps of a newer program', () => {
  const pending = (...names: string[]): JobStep[] => names.map((name) => ({ name, state: 'pending' }))
  const begun: JobStep[] = [{ name: 'a', state: 'done', startedAt: at, finishedAt: at }]

  it.each([
    ['fit if only pending ones differ', pending('a', 'x'), [...begun, ...pending('x')]],
    ['do not fit if a begun one is missing', pending('x'), null],
    ['do not fit if there are none any more', [], null],
    [
      'do not fit if a begun one is final now',
      [{ name: 'a', final: true as const, state: 'pending' as const }],
      null,
    ],
  ])('%s', (_, fresh, result) => {
    expect(refreshSteps([...begun, ...pending('b')], fresh)).toEqual(result)
  })
})
