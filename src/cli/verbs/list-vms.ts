import { formatBytes, MiB } from '../../domain/size.ts'
import type { VmListed } from '../../contract/schemas/vm.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { printTable, type Column } from '../table.ts'
import { forwardsOf, stateText } from '../vm-state.ts'
import { vmWords } from '../vm-words.ts'
import { staleLines } from '../stale-lines.ts'

const titles = vmWords.vms.columns

export async function listVms(ctx: Context): Promise<void> {
  const vms = await ctx.client.call('listVms', {})
  answer(ctx, vms, () => {
    if (vms.length === 0) ctx.err.line(vmWords.vms.none)
    else printTable(ctx.out, columns(ctx.out.unicode), vms.toSorted(byName))
    const stale = vms.find((vm) => vm.stale)?.stale
    if (stale) for (const line of staleLines(stale)) ctx.err.line(line)
  })
}

function columns(unicode: boolean): readonly Column<VmListed>[] {
  return [
    { title: titles.name, cell: (vm) => vm.name },
    { title: titles.state, cell: (vm) => stateText(vm.status, unicode) },
    { title: titles.cpus, align: 'right', cell: (vm) => String(vm.cpus) },
    { title: titles.memory, align: 'right', cell: (vm) => formatBytes(vm.memoryMiB * MiB) },
    { title: titles.forwards, cell: (vm) => forwardsOf(vm).join(' ') || '-' },
    { title: titles.image, cell: (vm) => (vm.managed ? (vm.made?.image ?? '-') : vmWords.state.foreign) },
  ]
}

function byName(one: VmListed, other: VmListed): number {
  // By code unit: a locale's collation would load its tables first.
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0
}
