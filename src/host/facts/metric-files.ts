import type { Flows, HostReading } from '../../domain/metric-reading.ts'

// Pure readers of the kernel's counters. Each takes the file's text.

/** Reads /proc/stat. Waiting for a disk is no work; guests' time is within user time already. */
export function parseCpuTicks(text: string): HostReading['cpu'] {
  const fields = /^cpu\s+(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/).map(Number)
  if (!fields) return undefined
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = fields
  const busyTicks = user + nice + system + irq + softirq + steal
  return { busyTicks, totalTicks: busyTicks + idle + iowait }
}

/** Its unit, whatever the drive's own is. */
const sectorBytes = 512

/** Reads /proc/diskstats of these drives. */
export function parseDiskstats(text: string, drives: ReadonlySet<string>): Flows {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const fields = line.trim().split(/\s+/)
      const name = fields[2] ?? ''
      if (!drives.has(name)) return []
      const [read, written] = [Number(fields[5]), Number(fields[9])]
      return [[name, { inBytes: read * sectorBytes, outBytes: written * sectorBytes }]]
    }),
  )
}

/** Reads /proc/net/dev of these interfaces. */
export function parseNetDev(text: string, nics: ReadonlySet<string>): Flows {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name = '', rest = ''] = /^\s*([^:\s]+):\s*(.*)$/.exec(line) ?? []
      if (!nics.has(name)) return []
      const fields = rest.split(/\s+/).map(Number)
      return [[name, { inBytes: fields[0] ?? 0, outBytes: fields[8] ?? 0 }]]
    }),
  )
}

/** One chip of /sys/class/hwmon with what its sensors say, in thousandths of a degree. */
export interface HwmonChip {
  readonly name: string
  readonly sensors: readonly { readonly label: string; readonly milliCelsius: number }[]
}

const cpuChips = new Set(['coretemp', 'k10temp', 'zenpower', 'cpu_thermal', 'soc_thermal', 'cpu0_thermal'])

/** The hottest CPU and drive. AMD's Tctl has an offset on some CPUs, which then tell Tdie as well. */
export function hottest(chips: readonly HwmonChip[]): Pick<HostReading, 'cpuCelsius' | 'driveCelsius'> {
  const most = (isMeant: (name: string) => boolean) => {
    const degrees = chips
      .filter(({ name }) => isMeant(name))
      .flatMap(({ sensors }) => {
        const hasDie = sensors.some(({ label }) => label === 'Tdie')
        return sensors.filter(({ label }) => !(hasDie && label === 'Tctl'))
      })
      .map(({ milliCelsius }) => milliCelsius / 1000)
      .filter((degree) => degree > -40 && degree < 150)
    return degrees.length === 0 ? undefined : Math.max(...degrees)
  }
  return { cpuCelsius: most((name) => cpuChips.has(name)), driveCelsius: most((name) => name === 'nvme') }
}
