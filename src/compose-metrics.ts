import { keepMetrics } from './app/metrics/keep-metrics.ts'
import { sampleMetrics, type MetricsSampler } from './app/metrics/sample-metrics.ts'
import { reconcileMetrics } from './app/reconcile-metrics.ts'
import { runReconciler, type Reconciler } from './app/reconciler.ts'
import { createMetricsTable } from './db/metrics-table.ts'
import type { Db } from './db/open-db.ts'
import type { Host } from './host/host.ts'

export interface OpenMetrics {
  readonly metrics: MetricsSampler
  /** Forgets what was measured of VMs that are gone. */
  readonly forgetting: Reconciler
}

/** Begins to measure, and goes on with the history that the database has. */
export function openMetrics(
  db: Db,
  host: Host,
  onTrouble: (message: string, error: unknown) => void,
): OpenMetrics {
  const keeper = keepMetrics(createMetricsTable(db), onTrouble)
  const forgetting = runReconciler({
    name: 'forgetting what was measured of VMs that are gone',
    intervalMs: 3_600_000,
    // Nobody waits for it, and a start has enough to do.
    settleMs: 30_000,
    reconcile: () => reconcileMetrics(host, keeper),
    onTrouble,
  })
  return { metrics: sampleMetrics({ host, keeper, onTrouble }), forgetting }
}
