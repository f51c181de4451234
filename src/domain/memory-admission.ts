import type { Problem } from './problem.ts'

/** ZFS's cache in memory (/proc/spl/kstat/zfs/arcstats). It gives memory back when others ask, down to its minimum, but not at once. */
export interface ArcFacts {
  readonly sizeMiB: number
  /** `c_min`: it never shrinks below. */
  readonly minMiB: number
  /** `c_max`: it grows up to here. */
  readonly maxMiB: number
}

export interface MemoryFacts {
  readonly hostTotalMiB: number
  /** What runs beside VMs and the ARC now: the system, its daemons, other programs. */
  readonly otherUsedMiB: number
  /** Absent on a host without ZFS. */
  readonly arc?: ArcFacts | undefined
  /** VMs that run, each with the memory it may come to use. */
  readonly running: readonly { readonly name: string; readonly memoryMiB: number }[]
}

/** Whether one more VM has room, in numbers. */
export type MemoryVerdict =
  /** Also when every VM uses all of its memory and the ARC is as large as it may be. */
  | { readonly verdict: 'fits'; readonly budget: MemoryBudget }
  /** Only when the ARC may be no larger than this. */
  | { readonly verdict: 'fits-with-smaller-arc'; readonly arcMaxMiB: number; readonly budget: MemoryBudget }
  | {
      readonly verdict: 'refused'
      readonly shortMiB: number
      /** The most a VM could have now, with the ARC at its smallest; 0 for none. */
      readonly largestMiB: number
      readonly budget: MemoryBudget
      readonly problem: Problem
    }

/** Where the host's memory goes. */
export interface MemoryBudget {
  readonly totalMiB: number
  readonly systemMiB: number
  readonly runningMiB: number
  readonly wishedMiB: number
  /** What is left for the ARC. */
  readonly leftMiB: number
}

/** What QEMU itself takes beside the guest's memory: its own code and buffers, and tables that grow with the guest. */
export function overheadMiB(memoryMiB: number): number {
  return 128 + Math.ceil(memoryMiB / 64)
}

/** The system gets at least this much, whatever it uses at the moment. */
function systemMiB({ hostTotalMiB, otherUsedMiB }: MemoryFacts): number {
  return Math.max(otherUsedMiB, 512, Math.ceil(hostTotalMiB / 32))
}

/** Below this, ZFS reads everything twice: its own minimum, or a 32nd of the host. */
function smallestArcMiB({ hostTotalMiB, arc }: MemoryFacts): number {
  return arc === undefined ? 0 : Math.max(arc.minMiB, 256, Math.ceil(hostTotalMiB / 32))
}

/** Limits are rounded down to this, so that they can be read. */
const stepMiB = 64

/**
 * Decides whether a VM of this size may start. Swap does not count: a host that swaps VMs out is slower than one that has said no.
 * @param vm Its name, for the texts.
 */
export function admitMemory(vm: string, memoryMiB: number, facts: MemoryFacts): MemoryVerdict {
  const with_ = (memory: number) => memory + overheadMiB(memory)
  const system = systemMiB(facts)
  const running = facts.running.reduce((sum, one) => sum + with_(one.memoryMiB), 0)
  const wished = with_(memoryMiB)
  const left = facts.hostTotalMiB - system - running - wished
  const budget = {
    totalMiB: facts.hostTotalMiB,
    systemMiB: system,
    runningMiB: running,
    wishedMiB: wished,
    leftMiB: left,
  }
  const smallest = smallestArcMiB(facts)
  if (left >= Math.max(smallest, facts.arc?.maxMiB ?? 0)) return { verdict: 'fits', budget }
  if (left >= smallest)
    return { verdict: 'fits-with-smaller-arc', arcMaxMiB: Math.max(smallest, floorTo(left, stepMiB)), budget }
  const largestMiB = largestFor(facts.hostTotalMiB - system - running - smallest)
  return {
    verdict: 'refused',
    shortMiB: smallest - left,
    largestMiB,
    budget,
    problem: refusal(vm, memoryMiB, { facts, budget, smallest, largestMiB }),
  }
}

/** The most guest memory that fits into so much with QEMU's share. */
function largestFor(roomMiB: number): number {
  const memory = floorTo(((roomMiB - 129) * 64) / 65, stepMiB)
  return memory < 64 ? 0 : memory
}

function refusal(
  vm: string,
  memoryMiB: number,
  {
    facts,
    budget,
    smallest,
    largestMiB,
  }: {
    readonly facts: MemoryFacts
    readonly budget: MemoryBudget
    readonly smallest: number
    readonly largestMiB: number
  },
): Problem {
  const largest = facts.running.toSorted((one, other) => other.memoryMiB - one.memoryMiB)[0]
  const parts = [
    `${budget.systemMiB} MiB for the system`,
    ...(facts.running.length === 0
      ? []
      : [
          `${budget.runningMiB} MiB for ${facts.running.length === 1 ? 'the VM that runs' : `the ${facts.running.length} VMs that run`}`,
        ]),
    ...(smallest === 0 ? [] : [`at least ${smallest} MiB for ZFS’s cache (ARC)`]),
    `${budget.wishedMiB} MiB for this one with QEMU’s own`,
  ]
  const ways = [
    ...(largestMiB === 0
      ? []
      : [`give it at most ${largestMiB} MiB (kiste vm set ${vm} --memory ${largestMiB}MiB)`]),
    ...(largest === undefined ? [] : [`stop another VM first: ${largest.name} has ${largest.memoryMiB} MiB`]),
  ]
  return {
    code: 'no_space',
    field: 'memoryMiB',
    object: { type: 'vm', name: vm },
    message: `${vm} with ${memoryMiB} MiB does not fit: of ${budget.totalMiB} MiB, ${parts.join(', ')} are needed.`,
    hint: ways.length === 0 ? 'This host has too little memory for it.' : `${capital(ways.join(', or '))}.`,
  }
}

/** What is said when the ARC's limit has to be lowered for a VM, and was or was not allowed. */
export function sayArcChange(vm: string, arcMaxMiB: number, arc: ArcFacts): string {
  const shrinks =
    arc.sizeMiB > arcMaxMiB
      ? ` It holds ${arc.sizeMiB} MiB now and gives ${arc.sizeMiB - arcMaxMiB} MiB back.`
      : ''
  return `${vm} fits if ZFS’s cache (ARC) may grow to ${arcMaxMiB} MiB in the place of ${arc.maxMiB} MiB.${shrinks}`
}

function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
