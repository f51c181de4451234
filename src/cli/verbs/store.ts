import { storeLocked } from '../../domain/key-lock.ts'
import { formatBytes } from '../../domain/size.ts'
import { spaceWarning } from '../../domain/store-space.ts'
import { answer } from '../answer.ts'
import { change, wish } from '../change.ts'
import type { Context } from '../command.ts'
import { storeWords } from '../store-words.ts'
import { printTable } from '../table.ts'
import { words } from '../words.ts'

export async function listStores(ctx: Context): Promise<void> {
  const stores = await ctx.client.call('listStores', {})
  const titles = storeWords.stores.columns
  answer(ctx, stores, () => {
    printTable(
      ctx.out,
      [
        { title: titles.name, cell: (store) => store.name },
        { title: titles.kind, cell: (store) => store.kind },
        { title: titles.size, align: 'right', cell: (store) => formatBytes(store.totalBytes) },
        { title: titles.free, align: 'right', cell: (store) => formatBytes(store.freeBytes) },
        {
          title: titles.used,
          align: 'right',
          cell: (store) => (store.lockedBy === undefined ? usedText(store) : storeWords.stores.locked),
        },
        { title: titles.path, cell: (store) => store.path },
      ],
      stores,
    )
    for (const store of stores) {
      const warning =
        store.lockedBy === undefined ? spaceWarning(store) : storeLocked(store.name, store.lockedBy)
      if (!warning) continue
      ctx.err.line(warning.message)
      if (warning.hint !== undefined) ctx.err.line(`  ${warning.hint}`)
    }
  })
}

function usedText({
  totalBytes,
  freeBytes,
}: {
  readonly totalBytes: number
  readonly freeBytes: number
}): string {
  return totalBytes > 0 ? `${Math.floor(((totalBytes - freeBytes) / totalBytes) * 100)} %` : ''
}

export async function createStore(ctx: Context, pool: string): Promise<number> {
  return change(ctx, [
    wish(ctx, 'createStore', { body: { pool } }, () => [
      [storeWords.stores.made(pool)],
      [words.next(`kiste vm create web --image debian-12 --store ${pool}`)],
    ]),
  ])
}
