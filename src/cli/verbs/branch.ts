import type { HistoryAnswer } from '../../contract/schemas/snapshot.ts'
import { answer } from '../answer.ts'
import { change, wish } from '../change.ts'
import type { Context } from '../command.ts'
import { confirm, willAsk } from '../confirm.ts'
import { formatTime } from '../format.ts'
import { snapshotWords } from '../snapshot-words.ts'
import { printTable, type Column } from '../table.ts'
import { goingBackBody, type GoingBackInput } from './going-back.ts'
import { readMove } from './snapshot.ts'

type Branch = HistoryAnswer['branches'][number]

export async function listBranches(ctx: Context, vm: string): Promise<void> {
  const history = await ctx.client.call('getVmHistory', { params: { vm } })
  answer(ctx, history.branches, () => printTable(ctx.out, columns(history), history.branches))
}

function columns({ snapshots }: HistoryAnswer): readonly Column<Branch>[] {
  const titles = snapshotWords.branchColumns
  const count = ({ id }: Branch) => snapshots.filter((snapshot) => snapshot.branch === id).length
  return [
    {
      title: titles.branch,
      cell: ({ id, current }) => (current ? { style: 'bold', text: id } : id),
    },
    { title: titles.from, cell: ({ forkedAt }) => forkedAt ?? snapshotWords.beginning },
    { title: titles.snapshots, align: 'right', cell: (branch) => String(count(branch)) },
    {
      title: titles.left,
      cell: ({ current, leftAt }) =>
        current ? snapshotWords.lives : leftAt === undefined ? '-' : formatTime(leftAt),
    },
  ]
}

export async function switchBranch(
  ctx: Context,
  input: GoingBackInput & { readonly vm: string; readonly branch: string },
): Promise<number> {
  const { vm, branch } = input
  return change(ctx, [
    wish(ctx, 'switchBranch', { params: { vm, branch }, body: goingBackBody(input) }, (job) => {
      const { name, to, left } = readMove(job)
      return [[snapshotWords.switched(name, to)], [snapshotWords.left(name, left)]]
    }),
  ])
}

export async function removeBranches(
  ctx: Context,
  { vm, branches }: { readonly vm: string; readonly branches: readonly string[] },
): Promise<number> {
  const wishes = branches.map((branch) =>
    wish(ctx, 'removeBranch', { params: { vm, branch } }, () => [[snapshotWords.branchRemoved(branch, vm)]]),
  )
  const lines = [snapshotWords.confirm.branches(vm, branches)]
  // What cannot be done is said now, not after the yes.
  if (willAsk(ctx))
    for (const one of wishes) lines.push(...(await one.preview()).notes.map((note) => `  ${note}`))
  if (!(await confirm(ctx, `kiste branch remove ${vm} ${branches.join(' ')}`, lines))) return 1
  return change(ctx, wishes, { many: branches.length > 1 })
}
