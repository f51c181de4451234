import { expect, test } from 'vitest'
import { benchRow, median, percentile } from './row.ts'
import { asLine, figure, formatRows } from './table.ts'

test('a row says what was measured, beside whom, and whether the goal is met', () => {
  const rows = [
    benchRow({
      area: 'vm',
      name: 'list',
      unit: 'ms',
      ours: 60,
      peer: { name: 'virsh', value: 20 },
      goal: { of: 'ratio', atMost: 3 },
    }),
    benchRow({ area: 'vm', name: 'memory', unit: 'MiB', ours: 130, goal: { of: 'ours', atMost: 120 } }),
  ]
  expect(formatRows(rows)).toMatchInlineSnapshot(`
    "| what | ours | peer | the peer | ratio | goal | met |
    | --- | --- | --- | --- | --- | --- | --- |
    | list | 60 ms | 20 ms | virsh | 3 | ratio ≤ 3 | yes |
    | memory | 130 MiB | – | – | – | value ≤ 120 | **no** |
    "
  `)
  expect(rows.map(asLine)).toEqual(['list: 60 ms; virsh: 20 ms', 'memory: 130 MiB'])
})

test('figures', () => {
  expect([0.01234, 12.345, 123.45, 12_345].map(figure)).toEqual(['0.0123', '12.3', '123', '12,345'])
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
  expect(percentile([5, 1, 4, 2, 3], 50)).toBe(3)
  expect(percentile([5, 1, 4, 2, 3], 99)).toBe(5)
})
