import { expect, test } from 'vitest'
import { history } from '../../src/domain/testing/histories.ts'
import type { Snapshot } from '../../src/domain/snapshot.ts'
import { pointTitle } from './point-title.ts'

const [some] = history('*main: s1').snapshots as [Snapshot]

test.each([
  [{}, { is: 'text', text: 's1' }],
  [{ note: 'Debian 13' }, { is: 'text', text: 'Debian 13' }],
  [{ note: '' }, { is: 'text', text: 's1' }],
  [{ id: '2026-11-27T08-02-11Z' }, { is: 'time', at: some.createdAt }],
  [{ id: 'try-2026-11-27T08-02-11Z-2' }, { is: 'time', at: some.createdAt }],
  [{ id: 'left-2026-11-27T08-02-11Z', by: 'leaving' }, { is: 'left' }],
  [
    { id: 'left-alone', by: 'leaving' },
    { is: 'text', text: 'left-alone' },
  ],
] as const)('%j is called %j', (changes, title) => {
  expect(pointTitle({ ...some, ...changes })).toEqual(title)
})
