import type { VmDetails } from '../../contract/schemas/vm.ts'
import { formatBytes, MiB } from '../../domain/size.ts'
import { answer } from '../answer.ts'
import type { Context } from '../command.ts'
import { formatTime } from '../format.ts'
import type { Text } from '../printer.ts'
import { staleLines } from '../stale-lines.ts'
import { printFacts } from '../table.ts'
import { conditionText, describeState, forwardsOf, vmVerdict } from '../vm-state.ts'
import { vmWords } from '../vm-words.ts'
import { words } from '../words.ts'

type Fact = readonly [name: string, value: Text]

export async function showVm(ctx: Context, name: string): Promise<void> {
  const vm = await ctx.client.call('getVm', { params: { vm: name } })
  answer(ctx, vm, () => {
    const { sentence, next } = vmVerdict(vm)
    const { condition } = describeState(vm.status)
    ctx.out.line(
      conditionText(condition, sentence, ctx.out.unicode),
      vm.managed ? '' : ` ${vmWords.verdict.foreign}`,
      pendingSentence(vm),
    )
    printFacts(ctx.out, vmFacts(vm))
    if (vm.stale) for (const line of staleLines(vm.stale)) ctx.err.line(line)
    else if (vm.managed) ctx.out.line(words.next(next))
  })
}

function pendingSentence(vm: VmDetails): string {
  const pending = vm.status.state === 'running' ? vm.status.pending : undefined
  const changes = [
    pending?.cpus === undefined ? undefined : vmWords.fact.cpus(pending.cpus),
    pending?.memoryMiB === undefined ? undefined : vmWords.fact.memory(formatBytes(pending.memoryMiB * MiB)),
  ].filter((change) => change !== undefined)
  return changes.length > 0 ? ` ${vmWords.verdict.pending(changes.join(', '))}` : ''
}

function vmFacts(vm: VmDetails): readonly Fact[] {
  const { made } = vm
  const forwards = forwardsOf(vm)
  const waits = vm.status.state === 'stopped' ? vm.status.waitsFor : undefined
  const facts: (Fact | undefined)[] = [
    [vmWords.fact.cpusTitle, String(vm.cpus)],
    [vmWords.fact.memoryTitle, formatBytes(vm.memoryMiB * MiB)],
    ...vm.disks
      .filter((disk) => disk.device === 'disk')
      .map((disk): Fact => [vmWords.fact.disk(disk.target), diskText(vm, disk)]),
    waits === undefined
      ? undefined
      : [vmWords.fact.waits, vmWords.fact.waitsSince(waits.because, formatTime(waits.since))],
    vm.store === undefined ? undefined : [vmWords.fact.store, vm.store],
    ...vm.nics.map((nic): Fact => [vmWords.fact.network, `${linkText(nic.link)}, ${nic.mac}`]),
    ...vm.addresses.map(({ address, prefix }): Fact => [vmWords.fact.address, `${address}/${prefix}`]),
    ...forwards.map((forward): Fact => [vmWords.fact.forward, forward]),
    made?.image === undefined ? undefined : [vmWords.fact.image, made.image],
    made?.clonedFrom === undefined ? undefined : [vmWords.fact.clonedFrom, made.clonedFrom],
    made?.user === undefined ? undefined : [vmWords.fact.user, made.user],
    made === undefined ? undefined : [vmWords.fact.made, formatTime(made.at)],
    [vmWords.fact.autostart, vm.autostart ? vmWords.fact.yes : vmWords.fact.no],
    [
      vmWords.fact.machine,
      [
        vm.machine,
        vm.arch,
        vmWords.fact.firmware[vm.firmware],
        vmWords.fact.accelerator[vm.accelerator],
      ].join(', '),
    ],
    ['UUID', vm.uuid],
    ...notesFacts(vm.notes),
  ]
  return facts.filter((fact) => fact !== undefined)
}

/** Line by line; what is written below is no other fact. */
function notesFacts(notes: string | undefined): readonly Fact[] {
  return (notes?.split('\n') ?? []).map((line, index): Fact => [index === 0 ? vmWords.fact.notes : '', line])
}

function diskText(vm: VmDetails, disk: VmDetails['disks'][number]): string {
  const size = vm.diskSizes.find((one) => one.target === disk.target)
  const { virtualSizeBytes, allocatedBytes = 0 } = size ?? {}
  const sizes =
    virtualSizeBytes === undefined
      ? []
      : [vmWords.fact.diskUse(formatBytes(virtualSizeBytes), formatBytes(allocatedBytes))]
  return [...sizes, disk.format, ...(disk.source ? [disk.source.path] : [])].join(', ')
}

function linkText(link: VmDetails['nics'][number]['link']): string {
  switch (link.type) {
    case 'user':
      return vmWords.fact.userNetwork
    case 'network':
      return link.network
    case 'bridge':
      return vmWords.fact.bridge(link.bridge)
    case 'other':
      return link.kind
  }
}

export async function showAddresses(ctx: Context, name: string): Promise<void> {
  const { addresses } = await ctx.client.call('getVm', { params: { vm: name } })
  answer(ctx, addresses, () => {
    if (addresses.length === 0) ctx.err.line(vmWords.noAddress(name))
    for (const { address } of addresses) ctx.out.line(address)
  })
}

export async function showLog(
  ctx: Context,
  {
    name,
    serial,
    lines = 100,
  }: { readonly name: string; readonly serial: boolean | undefined; readonly lines: number | undefined },
): Promise<void> {
  const endpoint = serial ? 'getVmConsoleLog' : 'getVmLog'
  const log = await ctx.client.call(endpoint, { params: { vm: name }, query: { lines } })
  answer(ctx, log, () => {
    for (const line of log.lines) ctx.out.line(line)
  })
}

export async function showXml(ctx: Context, name: string): Promise<void> {
  const definition = await ctx.client.call('getVmXml', { params: { vm: name } })
  answer(ctx, definition, ({ xml }) => {
    // Into a file it goes byte for byte, so that `virsh define` takes it.
    if (ctx.out.isTerminal) ctx.out.document(xml)
    else ctx.out.raw(xml.endsWith('\n') ? xml : `${xml}\n`)
  })
}
