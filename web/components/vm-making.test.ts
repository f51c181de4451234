import { expect, test } from 'vitest'
import type { Job } from '../api/answers.ts'
import { makingOf } from './vm-making.ts'

const job = (state: Job['state'], minute: number, name = 'web', kind = 'vm.create') =>
  ({
    id: `${state}${minute}`,
    kind,
    state,
    object: { type: 'vm', name },
    createdAt: `2026-11-27T20:0${minute}:00Z`,
  }) as Job

test.each([
  ['nothing was ever made', [], false, undefined],
  ['it is being made', [job('running', 1)], false, 'running1'],
  ['it is there, and still being made', [job('running', 1)], true, 'running1'],
  ['it was made', [job('done', 1)], true, undefined],
  ['it was made and is gone', [job('done', 1)], false, undefined],
  ['it came to nothing', [job('undone', 1)], false, 'undone1'],
  ['it came to nothing, and is made anew', [job('undone', 1), job('queued', 2)], false, 'queued2'],
  ['it came to nothing before, and is there', [job('failed', 1)], true, undefined],
  ['another one is being made', [job('running', 1, 'db')], false, undefined],
  ['it is only started', [job('running', 1, 'web', 'vm.start')], true, undefined],
])('%s', (_, jobs, isThere, id) => expect(makingOf('web', jobs, isThere)?.id).toBe(id))
