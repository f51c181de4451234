import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { storeWords } from '../store-words.ts'
import { printTable } from '../table.ts'

export async function listNetworks(ctx: Context): Promise<void> {
  const networks = await ctx.client.call('listNetworks', {})
  const { columns: titles, none, on, off, leases: sayLeases } = storeWords.networks
  answer(ctx, networks, () => {
    if (networks.length === 0) {
      ctx.err.line(none)
      return
    }
    printTable(
      ctx.out,
      [
        { title: titles.name, cell: ({ name }) => name },
        { title: titles.state, cell: ({ active }) => (active ? on : off) },
        { title: titles.mode, cell: ({ mode }) => mode },
        { title: titles.bridge, cell: ({ bridge }) => bridge ?? '-' },
        {
          title: titles.subnet,
          cell: ({ subnets }) =>
            subnets.map(({ address, prefix }) => `${address}/${prefix}`).join(', ') || '-',
        },
        { title: titles.leases, cell: ({ leases }) => leases.map(sayLeases).join(', ') || '-' },
      ],
      networks,
    )
  })
}
