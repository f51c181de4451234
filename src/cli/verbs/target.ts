import type { TargetsAnswer } from '../../contract/schemas/copy.ts'
import { answer } from '../answer.ts'
import { change, wish } from '../change.ts'
import { usageError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { copyWords } from '../copy-words.ts'
import { printTable, type Column } from '../table.ts'
import { words } from '../words.ts'

export async function listTargets(ctx: Context): Promise<void> {
  const found = await ctx.client.call('listTargets', {})
  answer(ctx, found, () => {
    if (found.length === 0) ctx.err.line(copyWords.targets.none)
    else printTable(ctx.out, columns, found)
  })
}

const columns: readonly Column<TargetsAnswer[number]>[] = [
  { title: copyWords.targets.columns.name, cell: ({ name }) => name },
  { title: copyWords.targets.columns.pool, cell: ({ pool }) => pool },
  { title: copyWords.targets.columns.dataset, cell: ({ dataset }) => dataset },
]

export async function createTarget(
  ctx: Context,
  { target: name, pool }: { readonly target: string; readonly pool?: string | undefined },
): Promise<number> {
  if (pool === undefined) {
    const { message, ...more } = copyWords.targets.pool
    throw usageError(message, more)
  }
  return change(ctx, [
    wish(ctx, 'createTarget', { body: { name, pool } }, () => [
      [copyWords.targets.made(name)],
      [words.next(`kiste copy set web --to ${name}`)],
    ]),
  ])
}

export async function removeTarget(ctx: Context, name: string): Promise<number> {
  return change(ctx, [
    wish(ctx, 'removeTarget', { params: { target: name } }, () => [[copyWords.targets.removed(name)]]),
  ])
}
