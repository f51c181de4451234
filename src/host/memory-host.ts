import type { ArcFacts } from '../domain/memory-admission.ts'

/** The memory of a host, and what of it ZFS keeps for itself. */
export interface MemoryHost {
  /** What there is now. `vms`: the UUIDs of VMs that run, whose memory is not counted as that of others. */
  look(vms: readonly string[]): Promise<HostMemory>
  /** Sets the largest size of ZFS's cache until the next boot. It shrinks to it at once. */
  limitArc(maxMiB: number): Promise<void>
}

export interface HostMemory {
  readonly totalMiB: number
  /** What neither those VMs nor ZFS's cache have, and nobody else can have. */
  readonly otherUsedMiB: number
  /** Absent on a host without ZFS. */
  readonly arc?: ArcFacts | undefined
}
