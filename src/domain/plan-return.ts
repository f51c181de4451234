import type { DiskPlace } from './disk.ts'
import { checkPlacedDisks } from './placed-disks.ts'
import { sleepsOnDisk } from './plan-snapshot.ts'
import { planStopVm, type StopPlan, type StopWish } from './plan-stop-vm.ts'
import type { Problem } from './problem.ts'
import type { History } from './snapshot.ts'
import { movedPaths, type DefinitionChanges } from './vm-definition.ts'
import { whyNot } from './vm-rules.ts'
import { isOff, type VmFacts } from './vm.ts'

/** What going back and switching branches have in common: a VM leaves its line, and is then what it was at another point. */

export interface ReturnWish {
  /** How to stop it first; it has to be off unless given. */
  readonly stop?: StopWish | undefined
  /** Whether it runs afterwards; default as before. */
  readonly start?: boolean | undefined
}

export interface ReturnFacts {
  readonly vm: VmFacts
  readonly store: string
  readonly history: History
  /** What it is defined as now, opaque. */
  readonly definition: string
  readonly place: DiskPlace
  /** What it was defined as at that point; absent if nothing was kept. */
  readonly earlier?: EarlierDefinition | undefined
  /** The other VMs of this host. */
  readonly others: readonly VmFacts[]
  /** Whether libvirt keeps its RAM for the next start. */
  readonly keepsRam: boolean
  /** ISO 8601, UTC. */
  readonly now: string
}

export interface EarlierDefinition {
  readonly definition: string
  readonly vm: VmFacts
  /** Where its place was under the name it had earlier. */
  readonly roots: readonly string[]
}

/** What both plans carry. */
export interface ReturnPlan {
  readonly store: string
  readonly name: string
  readonly uuid: string
  /** The branch it leaves. */
  readonly from: string
  readonly leaving: { readonly snapshot: string; readonly at: string }
  /** What it is defined as now, for the way back. */
  readonly definition: string
  /** What it is defined as afterwards, with these changes. */
  readonly earlier: string
  readonly changes: DefinitionChanges
  readonly stop: StopPlan | null
  readonly notes: readonly string[]
}

/** Everything that stands in the way of a VM's leaving its line. `verb` is what was asked. */
export function whyNotReturn(
  wish: ReturnWish,
  { vm, place, keepsRam, earlier, others }: ReturnFacts,
  verb: 'rollback' | 'switch',
): Problem[] {
  return [
    ...(wish.stop === undefined ? whyNot(verb, vm) : vm.managed ? [] : whyNot('stop', vm)),
    ...stopOf(wish, vm).problems,
    ...(keepsRam ? [sleepsOnDisk(vm.name)] : []),
    ...checkPlacedDisks(vm, place).problems,
    ...(earlier === undefined ? [] : checkMacs(vm.name, earlier.vm, others)),
  ]
}

/** How it is stopped first; null if it is off, or nobody asked for it. */
export function stopOf(
  wish: ReturnWish,
  vm: VmFacts,
): { readonly plan: StopPlan | null; readonly problems: readonly Problem[] } {
  if (wish.stop === undefined || isOff(vm.status.state) || !vm.managed) return { plan: null, problems: [] }
  const planned = planStopVm(wish.stop, vm, 'stop')
  return planned.ok ? { plan: planned.value, problems: [] } : { plan: null, problems: planned.problems }
}

/** Two running VMs with one address on a network are both cut off now and then, and nobody knows why. */
function checkMacs(name: string, earlier: VmFacts, others: readonly VmFacts[]): Problem[] {
  return earlier.nics.flatMap(({ mac }) =>
    others
      .filter((other) => other.nics.some((nic) => nic.mac === mac))
      .map((other) => ({
        code: 'in_use',
        object: { type: 'nic', name: mac },
        message: `${name} had the MAC address ${mac} then, and ${other.name} has it now.`,
        hint: `Give ${other.name} another one: virsh edit ${other.name}`,
      })),
  )
}

/** How the definition of then is made to fit the VM of now: its name and place are those it has, all else is as it was. */
export function changesSince({ vm, place, earlier }: ReturnFacts): DefinitionChanges {
  if (earlier === undefined || earlier.vm.name === vm.name) return {}
  return { name: vm.name, movePaths: movedPaths(earlier.roots, place.roots) }
}

/** What else is worth knowing about the VM as it will be. */
export function notesOnThen({ vm, place, earlier, others }: ReturnFacts): string[] {
  const { notes } = checkPlacedDisks(vm, place)
  if (earlier === undefined)
    return [...notes, `Nothing says what ${vm.name} was defined as then; its definition stays as it is.`]
  const ports = portsOf(earlier.vm)
  const rivals = others.filter((other) => portsOf(other).some((port) => ports.includes(port)))
  return [
    ...notes,
    ...sizesOf(vm, earlier.vm),
    ...rivals.map(
      (other) =>
        `${vm.name} publishes a port again that ${other.name} publishes, too: only one of them can run.`,
    ),
  ]
}

function sizesOf(now: VmFacts, earlier: VmFacts): string[] {
  const cpus = now.cpus === earlier.cpus ? [] : [`${earlier.cpus} CPUs instead of ${now.cpus}`]
  const memory =
    now.memoryMiB === earlier.memoryMiB
      ? []
      : [`${earlier.memoryMiB} MiB of memory instead of ${now.memoryMiB}`]
  const changed = [...cpus, ...memory]
  return changed.length === 0 ? [] : [`It has ${changed.join(' and ')}, as it had then.`]
}

function portsOf(vm: VmFacts): string[] {
  return vm.nics.flatMap(({ link }) =>
    link.type === 'user'
      ? link.forwards.map(({ protocol, hostAddress, hostPort }) => `${protocol} ${hostAddress}:${hostPort}`)
      : [],
  )
}
