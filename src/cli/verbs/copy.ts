import type { CopiesAnswer } from '../../contract/schemas/copy.ts'
import { answer } from '../answer.ts'
import { change, wish, type Wish } from '../change.ts'
import { usageError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { copyWords } from '../copy-words.ts'
import { formatTime } from '../format.ts'
import { printTable, type Column } from '../table.ts'
import { readWhose, type WhoseInput } from '../whose.ts'
import { words } from '../words.ts'

export async function listCopies(ctx: Context): Promise<void> {
  const found = await ctx.client.call('listCopies', {})
  answer(ctx, found, () => {
    const { copies, wishes } = found
    if (wishes.length === 0) return ctx.err.line(copyWords.none)
    printTable(ctx.out, wishColumns, wishes)
    if (copies.length === 0) return
    ctx.out.line('')
    printTable(ctx.out, copyColumns, copies)
    for (const { vm, target, failed } of copies)
      if (failed !== undefined) ctx.err.line(`${vm} → ${target}: ${failed}`)
  })
}

const wishColumns: readonly Column<CopiesAnswer['wishes'][number]>[] = [
  { title: copyWords.wishes.of, cell: ({ of }) => copyWords.of[of] },
  { title: copyWords.wishes.name, cell: ({ name }) => name },
  { title: copyWords.wishes.to, cell: ({ to }) => (to.length === 0 ? copyWords.nothing : to.join(', ')) },
]

type Copy = CopiesAnswer['copies'][number]

const copyColumns: readonly Column<Copy>[] = [
  { title: copyWords.columns.vm, cell: ({ vm }) => vm },
  { title: copyWords.columns.target, cell: ({ target }) => target },
  { title: copyWords.columns.last, cell: ({ last }) => last?.id ?? '-' },
  { title: copyWords.columns.taken, cell: ({ last }) => (last ? formatTime(last.createdAt) : '-') },
  { title: copyWords.columns.state, cell: stateOf },
]

function stateOf({ last, upToDate }: Copy): ReturnType<Column<Copy>['cell']> {
  if (upToDate) return { style: 'green', text: copyWords.state.upToDate }
  return { style: 'yellow', text: last === undefined ? copyWords.state.none : copyWords.state.behind }
}

export async function setCopies(
  ctx: Context,
  input: WhoseInput & { readonly to?: readonly string[] | undefined; readonly none?: boolean | undefined },
): Promise<number> {
  const { to = [], none = false } = input
  if (to.length > 0 === none) {
    const { message, ...more } = copyWords.what
    throw usageError(message, more)
  }
  return change(ctx, [wishOf(ctx, input, to, copyWords.set)])
}

export async function clearCopies(ctx: Context, input: WhoseInput): Promise<number> {
  return change(ctx, [wishOf(ctx, input, null, copyWords.cleared)])
}

function wishOf(
  ctx: Context,
  input: WhoseInput,
  to: readonly string[] | null,
  said: (whose: string) => string,
): Wish {
  const body = { to: to === null ? null : [...to] }
  const whose = readWhose(input, copyWords.which)
  const next = [words.next('kiste copy list')]
  if (whose.of === 'vm')
    return wish(ctx, 'setVmCopies', { params: { vm: whose.vm }, body }, () => [[said(whose.vm)], next])
  if (whose.of === 'store')
    return wish(ctx, 'setStoreCopies', { params: { store: whose.store }, body }, () => [
      [said(copyWords.store(whose.store))],
      next,
    ])
  return wish(ctx, 'setHostCopies', { body }, () => [[said(copyWords.host)], next])
}

export async function copyNow(
  ctx: Context,
  { vm, to }: { readonly vm: string; readonly to?: string | undefined },
): Promise<number> {
  if (to === undefined) {
    const { message, ...more } = copyWords.whereto
    throw usageError(message, more)
  }
  return change(ctx, [wish(ctx, 'copyVm', { params: { vm, target: to } }, () => [[copyWords.run(vm, to)]])])
}
