import type { Host } from '../host/host.ts'
import type { MetricsKeeper } from './metrics/keep-metrics.ts'
import { hostSubject } from './metrics/metrics.ts'

/**
 * Forgets what was measured of VMs that are gone for good: that libvirt does not know, that lie in no store and in no bin. Where one of these
 * cannot be asked nothing is forgotten.
 */
export async function reconcileMetrics(
  host: Pick<Host, 'vms' | 'stores'>,
  keeper: MetricsKeeper,
): Promise<void> {
  const subjects = keeper.subjects().filter((subject) => subject !== hostSubject)
  if (subjects.length === 0) return
  const [vms, places, bin] = await Promise.all([host.vms.list(), host.stores.places(), host.stores.bin()])
  const known = new Set([...vms, ...places.map(({ uuid }) => ({ uuid })), ...bin].map(({ uuid }) => uuid))
  for (const subject of subjects) if (!known.has(subject)) keeper.forget(subject)
}
