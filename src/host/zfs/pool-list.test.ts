import { expect, test } from 'vitest'
import { ZfsOutputError } from './output-error.ts'
import { parsePoolListJson, parsePoolListText } from './pool-list.ts'
import { recorded } from './testing/fixtures.ts'

test('OpenZFS 2.3.2, JSON', () => {
  expect(parsePoolListJson(recorded('2.3.2', 'list').stdout)).toMatchObject([
    { name: 'bk', guid: '8549442678785861170', state: 'online', sizeBytes: 2_013_265_920 },
    {
      name: 'tank',
      guid: '16319549173525739920',
      state: 'online',
      sizeBytes: 5_905_580_032,
      allocatedBytes: 354_304_000,
      freeBytes: 5_551_276_032,
      fragmentationPercent: 2,
      dedupRatio: 1,
      readOnly: false,
    },
  ])
})

test('text, with blanks in a name, a pool that cannot be opened, and units where none should be', () => {
  const rows = [
    'my pool\t8549442678785861170\tONLINE\t2013265920\t7114240\t2006151680\t2%\t1.50x\ton',
    'lost\t1\tFAULTED\t-\t-\t-\t-\t-\t-',
  ]
  expect(parsePoolListText(`${rows.join('\n')}\n`)).toEqual([
    {
      name: 'my pool',
      guid: '8549442678785861170',
      state: 'online',
      sizeBytes: 2_013_265_920,
      allocatedBytes: 7_114_240,
      freeBytes: 2_006_151_680,
      fragmentationPercent: 2,
      dedupRatio: 1.5,
      readOnly: true,
    },
    {
      name: 'lost',
      guid: '1',
      state: 'faulted',
      sizeBytes: 0,
      allocatedBytes: 0,
      freeBytes: 0,
      fragmentationPercent: 0,
      dedupRatio: 0,
      readOnly: false,
    },
  ])
})

test('nothing at all is no pool', () => {
  expect(parsePoolListJson('')).toEqual([])
  expect(parsePoolListText('')).toEqual([])
})

test('what does not fit is an error', () => {
  expect(() => parsePoolListText('tank\t1\n')).toThrow(ZfsOutputError)
  expect(() => parsePoolListText('t\t1\tONLINE\tmany\t0\t0\t0\t1.00\toff\n')).toThrow(ZfsOutputError)
  expect(() => parsePoolListJson(recorded('2.3.2', 'list').stdout.slice(0, 500))).toThrow(/cut short/)
})
