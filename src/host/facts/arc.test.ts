import { expect, test } from 'vitest'
import { parseArcStats } from './arc.ts'

const stats = `9 1 0x01 147 39984 3573482710 5637437037
name                            type data
hits                            4    1286
c                               4    3221225472
c_min                           4    402653184
c_max                           4    6442450944
size                            4    1073741824
compressed_size                 4    999
`

test('the sizes of the cache are read in MiB', () => {
  expect(parseArcStats(stats)).toEqual({ sizeMiB: 1024, minMiB: 384, maxMiB: 6144 })
})

test('a file that tells less is not taken for zeroes', () => {
  expect(() => parseArcStats('size 4 1\n')).toThrow('does not tell c_min')
})
