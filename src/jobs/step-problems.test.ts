import { expect, it } from 'vitest'
import { problemError } from '../domain/problem.ts'
import { stepProblems } from './step-problems.ts'

const full = { code: 'no_space', message: 'The disk is full.', hint: 'Free some.' } as const

it.each([
  ['the problems of a ProblemError', problemError(full), [full]],
  [
    'problems carried by another error',
    Object.assign(new Error('x'), { problems: [full, { code: 'nope' }] }),
    [full],
  ],
  [
    'a known code, with what belongs to it',
    Object.assign(new Error(full.message), { ...full, other: 1 }),
    [full],
  ],
  [
    'an unknown code as internal',
    Object.assign(new Error('x'), { code: 'ENOENT' }),
    [{ code: 'internal', message: 'x' }],
  ],
  [
    'empty problems as internal',
    Object.assign(new Error('x'), { problems: [] }),
    [{ code: 'internal', message: 'x' }],
  ],
  ['what is no error at all', 'oh', [{ code: 'internal', message: 'oh' }]],
])('keeps %s', (_, error, problems) => {
  expect(stepProblems(error)).toEqual(problems)
})
