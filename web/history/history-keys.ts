import type { HistoryLayout } from './history-layout.ts'

/** Which row an arrow leads to from this one; undefined where it leads nowhere. */
export function rowAfterKey({ rows }: HistoryLayout, from: number, key: string): number | undefined {
  const to = leadsTo(rows, from, key)
  return to === undefined || to === from || rows[to] === undefined ? undefined : to
}

function leadsTo(rows: HistoryLayout['rows'], from: number, key: string): number | undefined {
  const lane = rows[from]?.lane ?? 0
  switch (key) {
    case 'ArrowDown':
      return from + 1
    case 'ArrowUp':
      return from - 1
    case 'Home':
      return 0
    case 'End':
      return rows.length - 1
    // To the point where this line leaves another one.
    case 'ArrowLeft':
      return rows.findIndex(
        ({ strokes }, row) =>
          row > from && strokes.some((stroke) => stroke.kind === 'fork' && stroke.lane === lane),
      )
    // Into the nearest line that begins here.
    case 'ArrowRight': {
      const forks = rows[from]?.strokes.filter(({ kind }) => kind === 'fork') ?? []
      const into = Math.min(...forks.map((stroke) => stroke.lane))
      return rows.findLastIndex((row, index) => index < from && row.lane === into)
    }
    default:
      return undefined
  }
}
