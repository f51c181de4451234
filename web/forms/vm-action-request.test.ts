import { describe, expect, test } from 'vitest'
import { actionBody, actionCommand, memoryWaysOut, noOptions } from './vm-action-request.ts'

const patient = { ...noOptions, forceAfter: true }
const shrink = { ...noOptions, memory: 'shrink-arc' } as const

test.each([
  ['start', ['web'], noOptions, 'kiste vm start web', {}],
  ['start', ['web', 'dns'], shrink, 'kiste vm start web dns --shrink-arc', { memory: 'shrink-arc' }],
  ['shutdown', ['web'], noOptions, 'kiste vm stop web', {}],
  ['shutdown', ['web'], patient, 'kiste vm stop web --force-after', { force: 'after-timeout' }],
  ['restart', ['web'], patient, 'kiste vm restart web --force-after', { force: 'after-timeout' }],
  ['powerOff', ['web'], noOptions, 'kiste vm stop web --force', { force: 'now' }],
  // An option of one action says nothing to another.
  ['pause', ['web'], { ...patient, ...shrink }, 'kiste vm pause web', {}],
  ['resume', ["it's $HOME"], noOptions, String.raw`kiste vm resume 'it'\''s $HOME'`, {}],
] as const)('%s %j', (action, vms, options, command, body) => {
  expect(actionCommand(action, vms, options)).toBe(command)
  expect(actionBody(action, options)).toEqual(body)
})

describe('ways out when the memory is too small', () => {
  const problem = (hint: string, field = 'memoryMiB') =>
    ({ code: 'no_space', message: 'It does not fit.', field, hint }) as const

  test.each([
    [
      'the cache could yield',
      [problem('Let it: kiste vm start web --shrink-arc.')],
      ['shrink-arc', 'overcommit'],
    ],
    ['nothing can yield', [problem('To start it even so: --overcommit')], ['overcommit']],
    ['it is not about memory', [problem('Make it smaller.', 'diskBytes')], []],
    ['there is no problem', [], []],
  ] as const)('%s', (_, problems, expected) => {
    expect(memoryWaysOut(problems)).toEqual(expected)
  })
})
