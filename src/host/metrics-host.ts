import type { HostReading, VmReadings } from '../domain/metric-reading.ts'

/** What the counters and sensors of a host, and libvirt's of its VMs, say right now. */
export interface MetricsHost {
  /** Wakes no drive that sleeps. */
  host(): Promise<HostReading>
  /** Of all VMs that run, by one question; waits for no guest. Rejects with `libvirt_unavailable`. */
  vms(): Promise<VmReadings>
}
