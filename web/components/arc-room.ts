import { overheadMiB } from '../../src/domain/memory-admission.ts'
import { GiB, MiB } from '../../src/domain/size.ts'
import { isOff } from '../../src/domain/vm.ts'
import { memoryParts } from './memory-parts.ts'
import type { Answer, Host, Vm } from '../api/answers.ts'

/** What VMs need of a host's memory, and what that leaves for ZFS's cache. QEMU's own is counted in. */
export interface ArcRoom {
  readonly runningMiB: number
  readonly allMiB: number
  /** Beside the VMs that run, and beside all there are; less than nothing where they do not even fit themselves. */
  readonly besideRunningMiB: number
  readonly besideAllMiB: number
}

/** The system and its programs get at least so much. */
const systemMiB = GiB / MiB

export function arcRoom(
  host: Pick<Host, 'memoryTotalMiB' | 'memoryAvailableMiB'>,
  vms: readonly Pick<Vm, 'memoryMiB' | 'status'>[],
  arcBytes: number,
): ArcRoom {
  const { totalMiB, hostMiB } = memoryParts(host, vms, arcBytes)
  const need = (some: readonly Pick<Vm, 'memoryMiB'>[]) =>
    some.reduce((sum, { memoryMiB }) => sum + memoryMiB + overheadMiB(memoryMiB), 0)
  const runningMiB = need(vms.filter(({ status }) => !isOff(status.state)))
  const allMiB = need(vms)
  const restMiB = totalMiB - Math.max(systemMiB, hostMiB)
  return {
    runningMiB,
    allMiB,
    besideRunningMiB: restMiB - runningMiB,
    besideAllMiB: restMiB - allMiB,
  }
}

/** Whether a cache of this size leaves room for the VMs that run, and for all of them once they do. */
export function arcFits(maxBytes: number, room: ArcRoom): 'all' | 'running' | 'none' {
  const maxMiB = maxBytes / MiB
  if (maxMiB <= room.besideAllMiB) return 'all'
  return maxMiB <= room.besideRunningMiB ? 'running' : 'none'
}

/** What the cache may grow to, were this set: 0 is ZFS's own choice, which only ZFS knows, so it is told where it is so now. */
export function arcMostBytes(
  setBytes: number,
  arc: Pick<Answer<'getArc'>, 'setBytes' | 'maxBytes'>,
): number | undefined {
  if (setBytes > 0) return setBytes
  return arc.setBytes === 0 ? arc.maxBytes : undefined
}
