import { planStartMemory, type MemoryWish, type StartMemory } from '../domain/start-memory.ts'
import { refused, type Checked } from '../domain/problem.ts'
import type { VmFacts } from '../domain/vm.ts'
import type { Host } from '../host/host.ts'

/** Looks at the memory of the host, and decides whether a VM may start in it. */
export async function startMemory(
  host: Pick<Host, 'memory'>,
  vm: { readonly name: string; readonly uuid?: string; readonly memoryMiB: number },
  vms: readonly VmFacts[],
  wish?: MemoryWish,
): Promise<Checked<StartMemory>> {
  const running = vms.filter(({ uuid, status }) => uuid !== vm.uuid && hasMemory.has(status.state))
  const { totalMiB, ...memory } = await host.memory.look(running.map(({ uuid }) => uuid))
  return planStartMemory(vm, { hostTotalMiB: totalMiB, ...memory, running }, wish)
}

/** The same for a VM that is to be made and started: it can be made all the same. */
export async function newVmMemory(
  host: Pick<Host, 'memory'>,
  vm: { readonly name: string; readonly memoryMiB: number },
  vms: readonly VmFacts[],
): Promise<Checked<StartMemory>> {
  const memory = await startMemory(host, vm, vms)
  if (memory.ok) return memory
  const problems = memory.problems.map((problem) => ({
    ...problem,
    hint: `Make it without starting it. ${problem.hint ?? ''}`.trim(),
  }))
  return refused(...problems)
}

/** In which states a VM holds its memory. */
const hasMemory = new Set<VmFacts['status']['state']>([
  'running',
  'paused',
  'stopping',
  'sleeping',
  'crashed',
])
