import { MiB } from '../../src/domain/size.ts'
import { isOff } from '../../src/domain/vm.ts'
import type { Host, Vm } from '../api/answers.ts'

/** Where the memory of a host is: one bar with its parts, which add up to the whole. */
export interface MemoryParts {
  readonly totalMiB: number
  /** What VMs that hold memory were promised, as far as it is taken. */
  readonly vmsMiB: number
  /** ZFS's cache, which yields to VMs. */
  readonly arcMiB: number
  /** The host itself, and all else that runs on it. */
  readonly hostMiB: number
  readonly freeMiB: number
  /** What all VMs together were promised beyond what there is. */
  readonly overMiB: number
}

export function memoryParts(
  host: Pick<Host, 'memoryTotalMiB' | 'memoryAvailableMiB'>,
  vms: readonly Pick<Vm, 'memoryMiB' | 'status'>[],
  arcBytes = 0,
): MemoryParts {
  const totalMiB = host.memoryTotalMiB
  const promisedMiB = vms
    .filter(({ status }) => !isOff(status.state))
    .reduce((sum, { memoryMiB }) => sum + memoryMiB, 0)
  const usedMiB = clamp(totalMiB - host.memoryAvailableMiB, 0, totalMiB)
  // A guest takes its memory as it touches it: what it was promised may still count as free on the host.
  const vmsMiB = clamp(promisedMiB, 0, totalMiB)
  const arcMiB = clamp(Math.round(arcBytes / MiB), 0, totalMiB - vmsMiB)
  const hostMiB = clamp(usedMiB - vmsMiB - arcMiB, 0, totalMiB - vmsMiB - arcMiB)
  return {
    totalMiB,
    vmsMiB,
    arcMiB,
    hostMiB,
    freeMiB: totalMiB - vmsMiB - arcMiB - hostMiB,
    overMiB: Math.max(0, promisedMiB - totalMiB),
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
