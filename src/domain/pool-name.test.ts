import { expect, test } from 'vitest'
import { whyNotNewPool } from './pool-name.ts'

const taken = { pools: [{ name: 'tank' }], importableNames: ['old'] }
const codesOf = (name: string) =>
  whyNotNewPool(name, taken, 'as').map((problem) => `${problem.code} ${problem.field ?? ''}`)

test.each(['barn', 'T', 'data-1', 'my.pool_2', 'logs', 'cached'])('%s is fine', (name) => {
  expect(codesOf(name)).toEqual([])
})

test.each([
  '',
  '-f',
  '1tank',
  'a b',
  'tank/x',
  'a@b',
  '_x',
  'mirror',
  'mirror1',
  'raidz2-x',
  'draid',
  'spares',
  'log',
  'c0t0',
  'x'.repeat(64),
])('%j is none', (name) => {
  expect(codesOf(name)).toEqual(['invalid_input as'])
})

test.each(['tank', 'old'])('%s is taken', (name) => {
  expect(codesOf(name)).toEqual(['already_exists as'])
})
