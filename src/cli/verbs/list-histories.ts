import type { HistoriesAnswer } from '../../contract/schemas/snapshot.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { formatTime } from '../format.ts'
import { snapshotWords } from '../snapshot-words.ts'
import { printTable, type Column } from '../table.ts'
import { vmWords } from '../vm-words.ts'

type Found = HistoriesAnswer[number]
type Readable = Extract<Found, { readonly history: unknown }>

/** ZFS tells nothing until it has read all, and a pool of slow disks that resilvers may take minutes over ten thousand snapshots. */
const listLimitMs = 600_000

/** How many snapshots each VM has, and the last one of each; those that cannot be read below, with the reason. */
export async function listHistories(ctx: Context): Promise<void> {
  const found = await ctx.client.call('listHistories', {}, { timeoutMs: listLimitMs })
  answer(ctx, found, () => {
    const readable = found.filter((each) => 'history' in each)
    if (found.length === 0) ctx.err.line(vmWords.vms.none)
    if (readable.length > 0) printTable(ctx.out, columns, readable)
    for (const each of found)
      if ('problems' in each)
        for (const { message } of each.problems) ctx.err.line(snapshotWords.unreadable(each.vm, message))
  })
}

const titles = snapshotWords.historyColumns

const columns: readonly Column<Readable>[] = [
  { title: titles.vm, cell: ({ vm }) => vm },
  { title: titles.branch, cell: ({ history }) => history.branches.find(({ current }) => current)?.id ?? '' },
  { title: titles.snapshots, align: 'right', cell: ({ history }) => String(history.snapshots.length) },
  { title: titles.last, cell: ({ history }) => history.snapshots.at(-1)?.id ?? '-' },
  {
    title: titles.taken,
    cell: ({ history }) => {
      const last = history.snapshots.at(-1)
      return last ? formatTime(last.createdAt) : '-'
    },
  },
]
