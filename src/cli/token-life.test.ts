import { expect, it } from 'vitest'
import { readTokenLife, tokenEnd } from './token-life.ts'

const now = new Date(2027, 0, 1, 12)

const endOf = (raw: string) => {
  const read = readTokenLife(raw, '--expires')
  return read.ok ? tokenEnd(read.value, now) : read.problems
}

it.each<[string, string | undefined]>([
  ['never', undefined],
  ['1d', new Date(now.getTime() + 24 * 3_600_000).toISOString()],
  ['90d', new Date(now.getTime() + 90 * 24 * 3_600_000).toISOString()],
  // It is good on that day, too.
  ['2027-06-30', new Date(2027, 6, 1).toISOString()],
  ['2028-02-29', new Date(2028, 2, 1).toISOString()],
])('%s', (raw, expected) => {
  expect(endOf(raw)).toBe(expected)
})

it.each(['', '0d', '-1d', '90', '1.5d', '99999d', '2027-02-29', '2027-13-01', '2027-1-1', 'Never', '1y'])(
  '%j is none',
  (raw) => {
    expect(endOf(raw)).toMatchObject([{ code: 'invalid_input', field: '--expires' }])
  },
)
