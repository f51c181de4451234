import { expect, test } from 'vitest'
import { smrOf } from './smr.ts'
import { someDrive } from './testing/drives.ts'

test.each<[string, 'yes' | 'no' | 'unknown']>([
  ['WDC WD40EFAX-68JH4N1', 'yes'],
  ['WDC WD80EFAX-68KNBN0', 'no'],
  ['WDC WD40EFRX-68N32N0', 'no'],
  ['ST4000DM004-2CV104', 'yes'],
  ['ST8000VN004-2M2101', 'no'],
  ['TOSHIBA HDWD240', 'yes'],
  ['TOSHIBA HDWG480', 'no'],
  ['WDC WUH721414ALE6L4', 'no'],
  ['Maxtor 6Y080P0', 'unknown'],
])('%s: %s', (model, smr) => {
  expect(smrOf(someDrive({ model }))).toBe(smr)
})

test('a drive that says it is zoned shingles, and what does not turn cannot', () => {
  expect(smrOf(someDrive({ zoned: 'host-managed' }))).toBe('yes')
  expect(smrOf(someDrive({ rotational: false, model: 'ST4000DM004' }))).toBe('no')
  expect(smrOf(someDrive({ transport: 'virtio', model: '' }))).toBe('no')
})
