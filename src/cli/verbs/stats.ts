import type { MetricRange } from '../../domain/metric-window.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { statRows, type StatRow } from '../stat-rows.ts'
import { statWords } from '../stat-words.ts'
import { printTable, type Column } from '../table.ts'

const columns: readonly Column<StatRow>[] = [
  { title: statWords.column.what, cell: ({ what }) => what },
  { title: statWords.column.last, align: 'right', cell: ({ last }) => last },
  { title: statWords.column.mean, align: 'right', cell: ({ mean }) => mean },
  { title: statWords.column.most, align: 'right', cell: ({ most }) => most },
]

/** What the host did. */
export async function showHostStats(ctx: Context, range: MetricRange | undefined): Promise<void> {
  const metrics = await ctx.client.call('getHostMetrics', { query: asked(range) })
  answer(ctx, metrics, () => print(ctx, statRows(metrics), statWords.nothing.host))
}

export async function showVmStats(ctx: Context, vm: string, range: MetricRange | undefined): Promise<void> {
  const metrics = await ctx.client.call('getVmMetrics', { params: { vm }, query: asked(range) })
  answer(ctx, metrics, () => print(ctx, statRows(metrics), statWords.nothing.vm(vm)))
}

function asked(range: MetricRange | undefined): { readonly range?: MetricRange } {
  return range === undefined ? {} : { range }
}

function print(ctx: Context, rows: readonly StatRow[], nothing: string): void {
  if (rows.length === 0) ctx.out.line(nothing)
  else printTable(ctx.out, columns, rows)
}
