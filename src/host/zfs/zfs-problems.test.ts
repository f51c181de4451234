import { describe, expect, test } from 'vitest'
import { problemError } from '../../domain/problem.ts'
import { CommandError, type CommandEnd } from '../exec.ts'
import { ZfsOutputError } from './output-error.ts'
import { zfsErrorKind, type ZfsErrorKind } from './zfs-error.ts'
import { toZfsError } from './zfs-errors.ts'
import { meanings } from './zfs-meanings.ts'
import { poolUnavailable, zfsProblem, type ZfsAttempt } from './zfs-problems.ts'

const destroyed: ZfsAttempt = { object: { type: 'dataset', name: 'tank/a b' }, done: 'destroyed' }

describe('each kind of error', () => {
  test.each(Object.keys(meanings) as ZfsErrorKind[])(
    '%s names the object, the reason and the remedy',
    (kind) => {
      const meaning = meanings[kind]
      const error = toZfsError(failure({ why: 'exit', code: 1 }, "cannot destroy 'tank/a b': something said"))
      expect(meaning.because(error, destroyed)).toMatch(/\w/)
      expect(meaning.because(error, destroyed)).not.toMatch(/^cannot|[.!?]$/)
      expect(meaning.hint(destroyed, error)).toMatch(/\w/)
    },
  )
})

test('a refusal becomes one sentence, and its cause keeps command and text', () => {
  const cause = toZfsError(failure({ why: 'exit', code: 1 }, "cannot destroy 'tank/a b': dataset is busy\n"))
  const problem = zfsProblem(cause, destroyed)
  expect(problem.problems).toEqual([
    {
      code: 'in_use',
      object: { type: 'dataset', name: 'tank/a b' },
      message: 'Dataset tank/a b could not be destroyed: something uses it.',
      hint: expect.stringContaining("zfs holds -r 'tank/a b'") as string,
    },
  ])
  expect(zfsErrorKind(problem)).toBe('busy')
})

test('what ZFS says itself is said once, in one line', () => {
  const cause = toZfsError(
    failure(
      { why: 'exit', code: 1 },
      "cannot set property for 'tank/a b': 'atime' must be\none of 'on | off'\n",
    ),
  )
  expect(zfsProblem(cause, { ...destroyed, done: 'changed' }).message).toBe(
    "Dataset tank/a b could not be changed: 'atime' must be one of 'on | off'.",
  )
})

describe('a command that hangs', () => {
  test.each<[CommandEnd, boolean, RegExp]>([
    [{ why: 'timeout', timeoutMs: 30_000 }, true, /did not finish within 30 s\.$/],
    [{ why: 'timeout', timeoutMs: 30_000 }, false, /within 30 s\. Whether it happened is not known\.$/],
    [
      { why: 'abandoned', after: 'timeout', gone: Promise.resolve() },
      false,
      /pool tank does not answer.*Whether/,
    ],
  ])('%j, only looking: %s', (end, readOnly, message) => {
    const [problem] = zfsProblem(toZfsError(failure(end, '')), { ...destroyed, readOnly }).problems
    expect(problem.code).toBe('pool_unavailable')
    expect(problem.message).toMatch(message)
    expect(problem.hint).toContain('tank')
  })
})

test('other errors are told as they are', () => {
  const known = problemError({ code: 'wrong_state', message: 'x' })
  expect(zfsProblem(known, destroyed)).toBe(known)
  expect(zfsProblem(new ZfsOutputError('cut short'), destroyed).problems[0]).toMatchObject({
    code: 'host_failed',
    message: 'Dataset tank/a b could not be destroyed: cut short.',
    hint: expect.stringContaining('report') as string,
  })
  expect(zfsErrorKind(new Error('x'))).toBeUndefined()
})

test('a pool that is not to be called is named', () => {
  expect(poolUnavailable('tank', 'it is suspended', 'Do this.').problems[0]).toEqual({
    code: 'pool_unavailable',
    object: { type: 'pool', name: 'tank' },
    message: 'Pool tank does not answer: it is suspended.',
    hint: 'Do this.',
  })
})

function failure(end: CommandEnd, stderr: string): CommandError {
  return new CommandError(['zfs', 'x'], end, '', stderr)
}
