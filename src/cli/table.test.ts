import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { createPrinter } from './printer.ts'
import { printTable } from './table.ts'
import { textWidth } from './terminal-text.ts'

it('aligns columns by cells, also with wide and hostile names', () => {
  const stream = new PassThrough()
  const out = createPrinter(stream, { LANG: 'C.UTF-8' })
  const rows = [
    ['web', 1],
    ['日本のサーバ', 22],
    ['x\u001b[2J', 333],
    ['e\u0301te\u0301', 4444],
  ] as const
  printTable(
    out,
    [
      { title: 'NAME', cell: ([name]) => name },
      { title: 'SIZE', align: 'right', cell: ([, size]) => String(size) },
      { title: 'END', cell: () => '|' },
    ],
    rows,
  )
  const lines = String(stream.read()).trimEnd().split('\n')
  expect(lines).toHaveLength(5)
  expect(new Set(lines.slice(1).map((line) => textWidth(line.slice(0, line.indexOf('|')))))).toEqual(
    new Set([20]),
  )
  expect(lines[3]).toBe(String.raw`x\x1b[2J       333  |`)
})
