import type { Flows, HostReading, Moment, VmReading } from './metric-reading.ts'
import type { MetricSpan, MetricValues } from './metric-series.ts'

/** Two readings further apart than this are no measurement of what lies between them. */
export const longestSpanMs = 150_000
/** Counters move in steps; over less than this a step looks like a burst. */
const shortestSpanMs = 500

/** What a host did between two readings; undefined where they say nothing of that. */
export function hostSpan(before: HostReading, after: HostReading): MetricSpan | undefined {
  return spanBetween(before, after, (seconds) => [
    cpuShare(before.cpu, after.cpu),
    after.memoryBytes,
    after.arcBytes ?? null,
    ...flowRates(before.drives, after.drives, seconds),
    ...flowRates(before.nics, after.nics, seconds),
    after.cpuCelsius ?? null,
    after.driveCelsius ?? null,
  ])
}

/** What a VM did between two readings; undefined where it was started anew meanwhile. */
export function vmSpan(
  before: Moment & { readonly vm: VmReading },
  after: Moment & { readonly vm: VmReading },
): MetricSpan | undefined {
  const [was, is] = [before.vm, after.vm]
  if (was.run !== is.run) return undefined
  return spanBetween(before, after, (seconds) => [
    vmCpuShare(was, is, seconds),
    is.memoryBytes ?? null,
    is.guestMemoryBytes ?? null,
    ...flowRates(was.drives, is.drives, seconds),
    ...flowRates(was.nics, is.nics, seconds),
  ])
}

/**
 * How long it took is what the clock says that nobody sets; where it lies, what the one on the wall says now. So a clock that is set moves
 * the line and does not bend it.
 */
function spanBetween(
  before: Moment,
  after: Moment,
  values: (seconds: number) => MetricValues,
): MetricSpan | undefined {
  const coveredMs = after.upMs - before.upMs
  if (coveredMs < shortestSpanMs || coveredMs > longestSpanMs) return undefined
  const mean = values(coveredMs / 1000)
  return { fromMs: after.atMs - coveredMs, toMs: after.atMs, coveredMs, mean, max: mean }
}

function cpuShare(before: HostReading['cpu'], after: HostReading['cpu']): number | null {
  if (!before || !after) return null
  const total = after.totalTicks - before.totalTicks
  const busy = after.busyTicks - before.busyTicks
  return total > 0 && busy >= 0 ? Math.min(1, busy / total) : null
}

function vmCpuShare(before: VmReading, after: VmReading, seconds: number): number | null {
  if (before.cpuTimeNs === undefined || after.cpuTimeNs === undefined || !after.cpus) return null
  const usedNs = after.cpuTimeNs - before.cpuTimeNs
  // What QEMU does beside the guest's own work is counted too, and may make it more than its CPUs could.
  return usedNs < 0 ? null : Math.min(1, usedNs / (seconds * 1e9 * after.cpus))
}

/** In and out; one that came, went or began anew has no rate this time. Null where that leaves none. */
function flowRates(before: Flows, after: Flows, seconds: number): readonly [number | null, number | null] {
  let [inBytes, outBytes, counted] = [0, 0, 0]
  for (const [name, is] of Object.entries(after)) {
    const was = Object.hasOwn(before, name) ? before[name] : undefined
    if (!was || is.inBytes < was.inBytes || is.outBytes < was.outBytes) continue
    inBytes += is.inBytes - was.inBytes
    outBytes += is.outBytes - was.outBytes
    counted += 1
  }
  return counted === 0 ? [null, null] : [inBytes / seconds, outBytes / seconds]
}
