import { expect, test } from 'vitest'
import { measureCommand, unreadable, type MeasureWish } from './measure-change.ts'

const wish = (changes: Partial<MeasureWish>) =>
  ({ pool: 'tank', measure: 'dedup', seconds: '', size: '', ...changes }) as MeasureWish

test.each([
  [{}, 'kiste pool advise tank dedup'],
  [{ measure: 'compression', seconds: '60' }, 'kiste pool advise tank compression --seconds 60'],
  [{ size: '16G' }, 'kiste pool advise tank dedup --read 16G'],
  [{ measure: 'bench', size: '1,5 GiB', seconds: '2' }, 'kiste pool bench tank --size 1.5GiB --seconds 2'],
  [{ measure: 'bench', size: 'much', seconds: 'long' }, 'kiste pool bench tank'],
] as const)('%j: %s', (changes, command) => {
  expect(measureCommand(wish(changes))).toBe(command)
})

test.each([
  [{}, []],
  [{ seconds: '1.5' }, ['seconds']],
  [{ size: '16' }, ['size']],
  [{ seconds: '-1', size: 'all' }, ['seconds', 'size']],
  [{ seconds: '5', size: '1,5 GiB' }, []],
] as const)('%j: what cannot be read is %j', (changes, wrong) => {
  expect(unreadable(wish(changes))).toEqual(wrong)
})
