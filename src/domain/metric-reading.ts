/** When something was read, by two clocks. */
export interface Moment {
  /** By the clock on the wall, which people and NTP set. */
  readonly atMs: number
  /** By one that nobody sets: only differences mean anything. */
  readonly upMs: number
}

/** Bytes that went through each drive or interface since it began to count, by its name. */
export type Flows = Readonly<Record<string, { readonly inBytes: number; readonly outBytes: number }>>

/** What counters and sensors of a host say. What a host does not have or does not tell is absent. */
export interface HostReading extends Moment {
  readonly cpu?: { readonly busyTicks: number; readonly totalTicks: number } | undefined
  /** What is used, but for ZFS's cache. */
  readonly memoryBytes: number
  readonly arcBytes?: number | undefined
  /** Whole drives; in is read, out is written. */
  readonly drives: Flows
  /** Interfaces with hardware below them; in is received, out is sent. */
  readonly nics: Flows
  /** The hottest of its kind. */
  readonly cpuCelsius?: number | undefined
  readonly driveCelsius?: number | undefined
}

/** The same of a VM that runs. What a busy guest could not tell at once is absent. */
export interface VmReading {
  readonly uuid: string
  /** Tells one run from the next, as counters begin anew with each. */
  readonly run: string
  readonly cpuTimeNs?: number | undefined
  readonly cpus?: number | undefined
  readonly memoryBytes?: number | undefined
  readonly guestMemoryBytes?: number | undefined
  readonly drives: Flows
  readonly nics: Flows
}

export interface VmReadings extends Moment {
  readonly vms: readonly VmReading[]
}
