import { hostSpan, vmSpan } from '../../domain/metric-rates.ts'
import type { HostReading, VmReadings } from '../../domain/metric-reading.ts'
import type { MetricSpan } from '../../domain/metric-series.ts'
import type { Host } from '../../host/host.ts'
import type { MetricsKeeper } from './keep-metrics.ts'
import { hostSubject, type Metrics, type MetricSample } from './metrics.ts'
import { repeat, type Repeated } from './repeat.ts'

/**
 * Counters make the mean of a minute as exact by two readings as by a hundred, so at rest one a minute is enough; whoever looks wants to
 * see things move.
 */
const defaultPeriods = { whileWatchedMs: 5_000, atRestMs: 60_000 }

export interface SamplerOptions {
  readonly host: Pick<Host, 'metrics'>
  readonly keeper: MetricsKeeper
  readonly periods?: Partial<typeof defaultPeriods> | undefined
  /** Told when something cannot be read, once until it can. */
  onTrouble(message: string, error: unknown): void
}

export interface MetricsSampler extends Metrics {
  stop(): Promise<void>
}

/** Measures the host and its VMs, each by itself: a libvirt that hangs leaves gaps in the VMs' lines alone. */
export function sampleMetrics({ host, keeper, periods, onTrouble }: SamplerOptions): MetricsSampler {
  const { whileWatchedMs, atRestMs } = { ...defaultPeriods, ...periods }
  const listeners = new Set<(sample: MetricSample) => void>()
  let lastOfHost: HostReading | undefined
  let lastOfVms: VmReadings | undefined
  let isStopped = false

  const tell = (sample: MetricSample) => {
    if (isStopped) return
    keeper.add(sample.of === 'host' ? new Map([[hostSubject, sample.span]]) : sample.spans)
    for (const listener of Array.from(listeners)) if (listeners.has(listener)) listener(sample)
  }
  const measureHost = async () => {
    const reading = await host.metrics.host()
    const span = lastOfHost && hostSpan(lastOfHost, reading)
    lastOfHost = reading
    if (span) tell({ of: 'host', span })
  }
  const measureVms = async () => {
    const readings = await host.metrics.vms()
    const spans = lastOfVms ? spansOf(lastOfVms, readings) : new Map<string, MetricSpan>()
    lastOfVms = readings
    if (spans.size > 0) tell({ of: 'vms', spans })
  }

  const periodMs = () => (listeners.size > 0 ? whileWatchedMs : atRestMs)
  const loops: readonly Repeated[] = [
    repeat({ what: 'the host', act: measureHost, periodMs, onTrouble }),
    repeat({ what: 'the VMs', act: measureVms, periodMs, onTrouble }),
  ]
  return {
    read: (subject, window) => keeper.read(subject, window),
    follow(listener) {
      // Own function per call, so that one listener may follow twice and stop each time by itself.
      const mine = (sample: MetricSample) => listener(sample)
      listeners.add(mine)
      if (listeners.size === 1) for (const loop of loops) loop.wake()
      return () => void listeners.delete(mine)
    },
    async stop() {
      listeners.clear()
      await Promise.all(loops.map((loop) => loop.stop()))
      isStopped = true
      keeper.flush()
    },
  }
}

function spansOf(before: VmReadings, after: VmReadings): ReadonlyMap<string, MetricSpan> {
  const known = new Map(before.vms.map((vm) => [vm.uuid, vm]))
  return new Map(
    after.vms.flatMap((vm) => {
      const was = known.get(vm.uuid)
      const span = was && vmSpan({ ...before, vm: was }, { ...after, vm })
      return span ? [[vm.uuid, span] as const] : []
    }),
  )
}
