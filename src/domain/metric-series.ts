/** What is measured of a host, in the order in which it is kept: new ones are added at the end. */
export const hostSeries = [
  'cpuShare',
  'memoryBytes',
  'arcBytes',
  'readBytesPerSecond',
  'writtenBytesPerSecond',
  'receivedBytesPerSecond',
  'sentBytesPerSecond',
  'cpuCelsius',
  'driveCelsius',
] as const
export type HostSeries = (typeof hostSeries)[number]

/** The same of a VM. `memoryBytes` is what it has of the host's memory, `guestMemoryBytes` what its guest uses, where that tells. */
export const vmSeries = [
  'cpuShare',
  'memoryBytes',
  'guestMemoryBytes',
  'readBytesPerSecond',
  'writtenBytesPerSecond',
  'receivedBytesPerSecond',
  'sentBytesPerSecond',
] as const
export type VmSeries = (typeof vmSeries)[number]

/** One value for each series, in their order; null where it is not known. */
export type MetricValues = readonly (number | null)[]

/** What was measured between two instants. */
export interface MetricSpan {
  readonly fromMs: number
  readonly toMs: number
  /** How much of it was watched. */
  readonly coveredMs: number
  readonly mean: MetricValues
  /** The most that was seen meanwhile. */
  readonly max: MetricValues
}

/** Figures no finer than anybody reads them: shares to a hundredth of a percent, degrees to a tenth, bytes whole. */
export function roundMetric(series: HostSeries | VmSeries, value: number): number {
  if (series === 'cpuShare') return Math.round(value * 10_000) / 10_000
  if (series.endsWith('Celsius')) return Math.round(value * 10) / 10
  return Math.round(value)
}
