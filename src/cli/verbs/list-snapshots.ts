import type { HistoryAnswer } from '../../contract/schemas/snapshot.ts'
import { formatBytes } from '../../domain/size.ts'
import { answer } from '../answer.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { formatTime } from '../format.ts'
import { historyTree, type TreeRow } from '../history-tree.ts'
import type { Text } from '../printer.ts'
import { snapshotWords } from '../snapshot-words.ts'
import { printFacts, printTable, type Column } from '../table.ts'
import { words } from '../words.ts'

type Snapshot = HistoryAnswer['snapshots'][number]

export async function listSnapshots(ctx: Context, vm: string): Promise<void> {
  const history = await ctx.client.call('getVmHistory', { params: { vm } })
  answer(ctx, history, () => {
    if (history.snapshots.length === 0) ctx.err.line(snapshotWords.none(vm))
    else printTable(ctx.out, columns(history), historyTree(history, ctx.out.unicode))
  })
}

/** Columns that would be empty are left out. */
function columns({ snapshots }: HistoryAnswer): readonly Column<TreeRow>[] {
  const titles = snapshotWords.columns
  const of = (cell: (snapshot: Snapshot) => string) => (row: TreeRow) =>
    row.what === 'snapshot' ? cell(row.snapshot) : ''
  return [
    { title: titles.tree, cell: treeCell },
    { title: titles.taken, cell: of(({ createdAt }) => formatTime(createdAt)) },
    { title: titles.finds, cell: of(({ consistency }) => snapshotWords.finds[consistency]) },
    { title: titles.alone, align: 'right', cell: of(({ uniqueBytes }) => formatBytes(uniqueBytes)) },
    ...(snapshots.some(({ holds }) => holds.length > 0)
      ? [{ title: titles.holds, cell: of(({ holds }) => holds.join(', ')) }]
      : []),
    ...(snapshots.some(({ note }) => note !== undefined)
      ? [{ title: titles.note, cell: of(({ note }) => firstLine(note)) }]
      : []),
  ]
}

function treeCell(row: TreeRow): Text {
  switch (row.what) {
    case 'branch':
      return row.branch.current
        ? { style: 'bold', text: `${row.stem}${row.branch.id}` }
        : `${row.stem}${row.branch.id}`
    case 'snapshot':
      return `${row.stem}${row.snapshot.id}`
    case 'now':
      return { style: 'bold', text: `${row.stem}${snapshotWords.now}` }
  }
}

function firstLine(note: string | undefined): string {
  const [line = ''] = (note ?? '').split('\n')
  return line
}

export async function showSnapshot(
  ctx: Context,
  { vm, snapshot: id }: { readonly vm: string; readonly snapshot: string },
): Promise<void> {
  const history = await ctx.client.call('getVmHistory', { params: { vm } })
  const snapshot = history.snapshots.find((each) => each.id === id)
  if (!snapshot)
    throw new CliError([
      {
        code: 'not_found',
        object: { type: 'snapshot', name: `${vm}@${id}` },
        ...snapshotWords.noSnapshot(vm, id),
      },
    ])
  answer(ctx, snapshot, () => {
    const { fact } = snapshotWords
    ctx.out.line(snapshotWords.verdict[snapshot.consistency](id, vm))
    printFacts(ctx.out, [
      [fact.taken, formatTime(snapshot.createdAt)],
      [fact.by, fact.author[snapshot.by]],
      [fact.branch, snapshot.branch],
      [fact.after, snapshot.parent ?? snapshotWords.beginning],
      [fact.alone, fact.aloneText(formatBytes(snapshot.uniqueBytes))],
      ...(snapshot.holds.length > 0 ? ([[fact.holds, snapshot.holds.join(', ')]] as const) : []),
      ...(snapshot.dependents.length > 0
        ? ([[fact.dependents, snapshot.dependents.join(', ')]] as const)
        : []),
      ...(snapshot.note === undefined ? [] : ([[fact.note, snapshot.note]] as const)),
    ])
    ctx.out.line(words.next(`kiste snapshot rollback ${vm} ${id}`))
  })
}
