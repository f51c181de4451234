import { expect, test } from 'vitest'
import { tokenEnd } from './token-life.ts'

test.each([
  ['month', '2027-01-31T12:00:00.000Z'],
  ['quarter', '2027-04-01T12:00:00.000Z'],
  ['year', '2028-01-01T12:00:00.000Z'],
  ['endless', undefined],
] as const)('%s', (life, end) => {
  expect(tokenEnd(life, Date.parse('2027-01-01T12:00:00Z'))).toBe(end)
})
