import type { HostSeries, VmSeries } from '../domain/metric-series.ts'

/** What the CLI says about what was measured. */
export const statWords = {
  series: {
    cpuShare: 'CPU',
    memoryBytes: 'Memory',
    arcBytes: 'ARC',
    guestMemoryBytes: 'Memory in the guest',
    readBytesPerSecond: 'Read',
    writtenBytesPerSecond: 'Written',
    receivedBytesPerSecond: 'Received',
    sentBytesPerSecond: 'Sent',
    cpuCelsius: 'CPU temperature',
    driveCelsius: 'NVMe temperature',
  } satisfies Readonly<Record<HostSeries | VmSeries, string>>,
  column: { what: 'WHAT', last: 'LAST', mean: 'ON AVERAGE', most: 'AT MOST' },
  nothing: {
    host: 'Nothing was measured in this time yet; the first minute takes one.',
    vm: (name: string) => `Nothing was measured of ${name} in this time: it did not run.`,
  },
} as const
