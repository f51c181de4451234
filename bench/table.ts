import type { BenchRow } from './row.ts'

/** The rows as the Markdown table of `docs/bench.md`. */
export function formatRows(rows: readonly BenchRow[]): string {
  const lines = rows.map((row) => [
    row.name,
    `${figure(row.ours)} ${row.unit}`,
    row.peer === null ? '–' : `${figure(row.peer)} ${row.unit}`,
    row.peerName ?? '–',
    row.ratio === null ? '–' : figure(row.ratio),
    row.goal ?? '–',
    row.met === null ? '–' : row.met ? 'yes' : '**no**',
  ])
  const head = ['what', 'ours', 'peer', 'the peer', 'ratio', 'goal', 'met']
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

/** A row in a line, for whoever looks on. */
export function asLine({ name, ours, unit, peer, peerName }: BenchRow): string {
  const theirs = peer === null ? '' : `; ${peerName ?? 'the peer'}: ${figure(peer)} ${unit}`
  return `${name}: ${figure(ours)} ${unit}${theirs}`
}

/** Three significant digits, thousands with a thin gap as in running text. */
export function figure(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}
