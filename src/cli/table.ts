import type { Printer, Text } from './printer.ts'
import { clean, textWidth } from './terminal-text.ts'

export interface Column<Row> {
  readonly title: string
  readonly align?: 'right'
  cell(row: Row): Text
}

/** Prints rows in aligned columns, two spaces apart; the last column is as wide as it likes. */
export function printTable<Row>(out: Printer, columns: readonly Column<Row>[], rows: readonly Row[]): void {
  const table = rows.map((row) => columns.map((column) => cleaned(column.cell(row))))
  const widths = columns.map((column, index) =>
    Math.max(textWidth(column.title), ...table.map((cells) => textWidth(textOf(cells[index] ?? '')))),
  )
  const render = (cells: readonly Text[]): string => {
    const last = cells.length - 1
    const parts = cells.flatMap((cell, index): Text[] => {
      const space = ' '.repeat((widths[index] ?? 0) - textWidth(textOf(cell)))
      if (columns[index]?.align === 'right') return [space, cell, index < last ? '  ' : '']
      return [cell, index < last ? `${space}  ` : '']
    })
    return `${out.render(parts)}\n`
  }
  const titles = columns.map((column): Text => ({ style: 'dim', text: column.title }))
  // In one piece: a thousand lines written one by one take longer than fetching them.
  out.raw([titles, ...table].map(render).join(''))
}

/** Prints `name  value` lines, the names aligned. */
export function printFacts(out: Printer, facts: readonly (readonly [name: string, value: Text])[]): void {
  const width = Math.max(0, ...facts.map(([name]) => textWidth(name)))
  for (const [name, value] of facts)
    out.line('  ', { style: 'dim', text: name + ' '.repeat(width - textWidth(name)) }, '  ', value)
}

function textOf(text: Text): string {
  return typeof text === 'string' ? text : text.text
}

function cleaned(text: Text): Text {
  return typeof text === 'string' ? clean(text) : { style: text.style, text: clean(text.text) }
}
