import { expect, test } from 'vitest'
import { drivesFor, emptyGroup, groupWishes, onlyOf, withUse } from './group-form.ts'

test.each([
  ['mirror', 'log', 'mirror'],
  ['raidz2', 'log', 'mirror'],
  ['raidz2', 'normal', 'raidz2'],
  ['mirror', 'spare', 'single'],
] as const)('%s, for a %s, is %s', (kind, use, becomes) => {
  expect(withUse({ ...emptyGroup, kind }, use)).toMatchObject({ use, kind: becomes })
})

test('groups are said as zpool has them, those without drives not at all', () => {
  expect(
    groupWishes([
      { use: 'normal', kind: 'mirror', drives: ['a', 'b'] },
      emptyGroup,
      { use: 'l2cache', kind: 'single', drives: ['c'] },
    ]),
  ).toEqual([
    { kind: 'mirror', drives: ['a', 'b'] },
    { class: 'l2cache', kind: 'single', drives: ['c'] },
  ])
})

test('a drive that is let go leaves its group', () => {
  const forms = [{ ...emptyGroup, drives: ['a', 'b'] }]
  expect(onlyOf(forms, ['b', 'c'])).toEqual([{ ...emptyGroup, drives: ['b'] }])
})

test('a drive is in one group', () => {
  const drives = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]
  const forms = [
    { ...emptyGroup, drives: ['a'] },
    { ...emptyGroup, drives: ['b'] },
  ]
  expect(drivesFor(drives, forms, 0).map(({ id }) => id)).toEqual(['a', 'c'])
  expect(drivesFor(drives, forms, 1).map(({ id }) => id)).toEqual(['b', 'c'])
})
