import { expect, test } from 'vitest'
import { checkPoolName } from './pool-name.ts'
import { codes } from './testing/facts.ts'

test.each(['tank', 'T', 'data-1', 'my.pool_2', 'logs', 'cached', 'special1'])('%s is fine', (name) => {
  expect(checkPoolName(name)).toEqual({ ok: true, value: name })
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
  'LOG',
  'special',
  'c0t0',
  'x'.repeat(64),
])('%j is none', (name) => {
  expect(codes(checkPoolName(name, 'name'))).toBe('invalid_input name')
})
