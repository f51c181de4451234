import type { BinAnswer } from '../../contract/schemas/host.ts'
import { formatBytes } from '../../domain/size.ts'
import { answer } from '../answer.ts'
import { change, wish } from '../change.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { confirm } from '../confirm.ts'
import { formatTime } from '../format.ts'
import { given } from '../given.ts'
import { printTable } from '../table.ts'
import { storeWords } from '../store-words.ts'
import { words } from '../words.ts'

export async function listBin(ctx: Context): Promise<void> {
  const entries = await ctx.client.call('listBin', {})
  const titles = storeWords.bin.columns
  answer(ctx, entries, () => {
    if (entries.length === 0) ctx.err.line(storeWords.bin.none)
    else
      printTable(
        ctx.out,
        [
          { title: titles.entry, cell: (entry) => entry.id },
          { title: titles.vm, cell: (entry) => entry.vm },
          { title: titles.deleted, cell: (entry) => formatTime(entry.deletedAt) },
          { title: titles.keptUntil, cell: (entry) => formatTime(entry.keepUntil) },
          { title: titles.size, align: 'right', cell: (entry) => formatBytes(entry.sizeBytes) },
        ],
        entries,
      )
  })
}

export async function restore(ctx: Context, named: string, as: string | undefined): Promise<number> {
  const entry = await findEntry(ctx, named)
  const name = as ?? entry.vm
  return change(ctx, [
    wish(ctx, 'restoreFromBin', { params: { entry: entry.id }, body: given({ name: as }) }, () => [
      [storeWords.bin.restored(name)],
      [words.next(`kiste vm start ${name}`)],
    ]),
  ])
}

export async function purge(ctx: Context, names: readonly string[]): Promise<number> {
  const entries = await Promise.all(names.map((name) => findEntry(ctx, name)))
  const lines = [
    words.confirm.purge(names),
    ...entries.map((entry) =>
      words.confirm.disk(entry.vm, formatTime(entry.deletedAt), formatBytes(entry.sizeBytes)),
    ),
  ]
  if (!(await confirm(ctx, `kiste bin purge ${names.join(' ')}`, lines))) return 1
  const wishes = entries.map((entry) =>
    wish(ctx, 'purgeFromBin', { params: { entry: entry.id } }, () => [[storeWords.bin.purged(entry.vm)]]),
  )
  return change(ctx, wishes, { many: names.length > 1 })
}

/** An entry by its id, or by the name of its VM when that is clear. */
async function findEntry(ctx: Context, named: string): Promise<BinAnswer> {
  const entries = await ctx.client.call('listBin', {})
  const byId = entries.find((entry) => entry.id === named)
  if (byId) return byId
  const [first, ...others] = entries.filter((entry) => entry.vm === named)
  const object = { type: 'bin', name: named } as const
  if (!first) throw new CliError([{ code: 'not_found', ...storeWords.bin.notThere(named), object }])
  if (others.length === 0) return first
  const ids = [first, ...others].map((entry) => entry.id)
  throw new CliError([{ code: 'invalid_input', ...storeWords.bin.severalOf(named, ids), object }])
}
