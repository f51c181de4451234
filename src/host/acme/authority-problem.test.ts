import { expect, it } from 'vitest'
import { saidText } from './acme-error.ts'
import { readProblem, readRetryAfter } from './authority-problem.ts'

const nowMs = Date.parse('2027-01-01T00:00:00Z')
const weekMs = 7 * 24 * 3_600_000

it.each([
  [undefined, undefined],
  ['120', 120_000],
  [' 0 ', 0],
  ['Fri, 01 Jan 2027 00:01:00 GMT', 60_000],
  ['Thu, 31 Dec 2026 00:00:00 GMT', 0],
  ['999999999', weekMs],
  ['Fri, 01 Jan 2100 00:00:00 GMT', weekMs],
  ['soon', undefined],
  ['-5', undefined],
] as const)('Retry-After: %s is %s ms', (text, ms) => {
  const read = readRetryAfter(text, nowMs)
  // A date such as "-5" is what Date.parse makes of it, and never a time to come.
  if (text === '-5') expect(read === undefined || read === 0).toBe(true)
  else expect(read).toBe(ms)
})

it.each([
  [
    '{"type":"urn:ietf:params:acme:error:caa","detail":"no"}',
    403,
    { type: 'urn:ietf:params:acme:error:caa', detail: 'no' },
  ],
  ['<html>', 502, { type: 'unknown', detail: 'HTTP status 502' }],
  ['null', 500, { type: 'unknown', detail: 'HTTP status 500' }],
  ['{"type":7,"detail":{}}', 400, { type: 'unknown', detail: 'HTTP status 400' }],
  ['', 429, { type: 'rateLimited', detail: 'it was asked too often' }],
])('%j with %i', (body, status, problem) => {
  expect(readProblem(body, status)).toEqual(problem)
})

it('what others say is one line, and steers no terminal', () => {
  expect(saidText('  a\u001b[31mred\u001b[0m\r\n\tb\u202ec ')).toBe('a [31mred [0m b c')
  expect(saidText('x'.repeat(1_000))).toHaveLength(301)
})
