import { expect, test } from 'vitest'
import { jobShare } from './job-share.ts'
import type { Job } from '../api/answers.ts'

const head = {
  id: 'j',
  kind: 'vm.start',
  title: 'Start web',
  object: { type: 'vm', name: 'web' },
  locks: [],
} as const
const at = '2026-03-01T12:00:00Z'
const done = { name: 'a', state: 'done', startedAt: at, finishedAt: at } as const
const running = { name: 'b', state: 'running', startedAt: at } as const
const pending = { name: 'c', state: 'pending' } as const

test.each([
  ['it waits', { ...head, createdAt: at, steps: [pending], state: 'queued' }, undefined],
  [
    'half of its steps',
    { ...head, createdAt: at, steps: [done, running], state: 'running', startedAt: at, step: 'b' },
    0.5,
  ],
  [
    'half of its steps, and half of the next',
    {
      ...head,
      createdAt: at,
      steps: [done, running],
      state: 'running',
      startedAt: at,
      step: 'b',
      progress: { done: 2, total: 4, unit: 'bytes' },
    },
    0.75,
  ],
  [
    'a step of which nobody knows how long it takes',
    {
      ...head,
      createdAt: at,
      steps: [running],
      state: 'running',
      startedAt: at,
      step: 'b',
      progress: { done: 2, total: null, unit: 'bytes' },
    },
    0,
  ],
] as const satisfies readonly (readonly [string, Job, number | undefined])[])('%s', (_, job, expected) => {
  expect(jobShare(job)).toBe(expected)
})
