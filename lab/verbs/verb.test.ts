import { expect, test } from 'vitest'
import { parseWords, UsageError, wholeNumber } from './verb.ts'

test('what a verb does not know is refused', () => {
  const options = { name: { type: 'string' } } as const
  expect(parseWords(['--name', 'x'], options).values.name).toBe('x')
  expect(() => parseWords(['--nme', 'x'], options)).toThrow(UsageError)
  expect(() => parseWords(['x'], options)).toThrow('x was not expected here.')
  expect(parseWords(['x', 'y'], options, { positionals: 2 }).positionals).toEqual(['x', 'y'])
})

test.each(['', '-1', '1.5', '1e3', '99', ' 5'])('%j is no number from 1 to 64', (text) => {
  expect(() => wholeNumber(text, '--cpus', 1, 64)).toThrow('--cpus is a whole number from 1 to 64')
})

test('numbers within are taken', () => {
  expect([wholeNumber('1', 'x', 1, 64), wholeNumber('64', 'x', 1, 64)]).toEqual([1, 64])
})
