import type { MetricSpan } from '../../domain/metric-series.ts'
import type { MetricWindow } from '../../domain/metric-window.ts'

/** Who is measured: the host, or a VM by its UUID. */
export type MetricSubject = string
export const hostSubject: MetricSubject = 'host'

/** What was just measured: the host, or all VMs that run. */
export type MetricSample =
  | { readonly of: 'host'; readonly span: MetricSpan }
  | { readonly of: 'vms'; readonly spans: ReadonlyMap<string, MetricSpan> }

/** What the host and its VMs do, now and before. */
export interface Metrics {
  /** Oldest first; where nothing was measured nothing is told. */
  read(subject: MetricSubject, window: MetricWindow): readonly MetricSpan[]
  /** Calls back with each measurement, which come often for as long as anybody follows. Returns the way to stop. */
  follow(listener: (sample: MetricSample) => void): () => void
}
