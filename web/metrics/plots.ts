import type { HostSeries, VmSeries } from '../../src/domain/metric-series.ts'
import type { MessageKey } from '../messages/message.ts'

/** What is measured, in which unit. */
export type PlotUnit = 'share' | 'bytes' | 'bytesPerSecond' | 'celsius'

/** A line of a plot. The second is dashed, so that nobody has to tell colours apart. */
export interface PlotLine<Series extends string = string> {
  readonly series: Series
  readonly name: MessageKey
}

export interface PlotKind<Series extends string = string> {
  readonly title: MessageKey
  readonly unit: PlotUnit
  readonly lines: readonly [PlotLine<Series>, PlotLine<Series>?]
}

// What is measured of a host and of a VM alike.
const cpu: PlotKind<HostSeries & VmSeries> = {
  title: 'metrics.cpu',
  unit: 'share',
  lines: [{ series: 'cpuShare', name: 'metrics.cpuShare' }],
}
const traffic: Omit<PlotKind<HostSeries & VmSeries>, 'title'> = {
  unit: 'bytesPerSecond',
  lines: [
    { series: 'readBytesPerSecond', name: 'metrics.read' },
    { series: 'writtenBytesPerSecond', name: 'metrics.written' },
  ],
}
const network: PlotKind<HostSeries & VmSeries> = {
  title: 'metrics.network',
  unit: 'bytesPerSecond',
  lines: [
    { series: 'receivedBytesPerSecond', name: 'metrics.received' },
    { series: 'sentBytesPerSecond', name: 'metrics.sent' },
  ],
}

export const hostPlots: readonly PlotKind<HostSeries>[] = [
  cpu,
  {
    title: 'memory.title',
    unit: 'bytes',
    lines: [
      { series: 'memoryBytes', name: 'metrics.used' },
      { series: 'arcBytes', name: 'memory.arc' },
    ],
  },
  { title: 'metrics.drives', ...traffic },
  network,
  {
    title: 'metrics.temperature',
    unit: 'celsius',
    lines: [
      { series: 'cpuCelsius', name: 'host.cpu' },
      { series: 'driveCelsius', name: 'metrics.hottestDrive' },
    ],
  },
]

export const vmPlots: readonly PlotKind<VmSeries>[] = [
  cpu,
  {
    title: 'memory.title',
    unit: 'bytes',
    lines: [
      { series: 'memoryBytes', name: 'metrics.ofHost' },
      { series: 'guestMemoryBytes', name: 'metrics.inGuest' },
    ],
  },
  { title: 'vm.tab.disks', ...traffic },
  network,
]

type Columns = Readonly<Record<string, readonly (number | null)[]>>

/** The lines of a plot of which anything is known, in their places; none where nothing is. */
export function knownLines<Series extends string>(
  { lines }: PlotKind<Series>,
  mean: Columns,
): readonly (PlotLine<Series> & { readonly isSecond: boolean })[] {
  return lines.flatMap((line, index) =>
    line && (mean[line.series] ?? []).some((value) => value !== null)
      ? [{ ...line, isSecond: index === 1 }]
      : [],
  )
}
