import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostReading } from '../../domain/metric-reading.ts'
import { MiB } from '../../domain/size.ts'
import { readArc } from './arc.ts'
import { hottest, parseCpuTicks, parseDiskstats, parseNetDev, type HwmonChip } from './metric-files.ts'
import { parseMeminfo } from './proc-files.ts'

/** Where the kernel tells; another folder in tests. */
export interface KernelFolders {
  readonly proc: string
  readonly sys: string
}

const here: KernelFolders = { proc: '/proc', sys: '/sys' }

/** What this machine's counters and sensors say. What cannot be read, as in a container, is not told. */
export async function readHostMetrics({ proc, sys }: KernelFolders = here): Promise<HostReading> {
  const [stat, meminfo, arc, diskstats, netDev, drives, nics, chips] = await Promise.all([
    textOf(join(proc, 'stat')),
    readFile(join(proc, 'meminfo'), 'utf8').then(parseMeminfo),
    readArc(),
    textOf(join(proc, 'diskstats')),
    textOf(join(proc, 'net/dev')),
    withHardware(join(sys, 'block')),
    withHardware(join(sys, 'class/net')),
    readChips(join(sys, 'class/hwmon')),
  ])
  const arcMiB = arc?.sizeMiB ?? 0
  const usedMiB = Math.max(0, meminfo.totalMiB - meminfo.availableMiB - arcMiB)
  return {
    atMs: Date.now(),
    upMs: performance.now(),
    cpu: parseCpuTicks(stat),
    memoryBytes: usedMiB * MiB,
    ...(arc === undefined ? {} : { arcBytes: arcMiB * MiB }),
    drives: parseDiskstats(diskstats, drives),
    nics: parseNetDev(netDev, nics),
    ...hottest(chips),
  }
}

/** Those with a device below them: whole drives and no partitions or volumes, interfaces and no bridges or taps. */
async function withHardware(folder: string): Promise<ReadonlySet<string>> {
  const names = await entries(folder)
  const real = await Promise.all(
    names.map(async (name) => {
      const isMeant = !/^(?:sr|fd)\d/.test(name) && (await entries(join(folder, name))).includes('device')
      // A path of several to one NVMe drive, whose bytes that counts as well.
      return isMeant && (await textOf(join(folder, name, 'hidden'))).trim() !== '1' ? [name] : []
    }),
  )
  return new Set(real.flat())
}

/**
 * The CPU's and the NVMe drives' chips alone: asking a disk that turns (`drivetemp`) would keep it from sleeping, and other chips say of
 * nothing what it is.
 */
async function readChips(folder: string): Promise<readonly HwmonChip[]> {
  const chips = await Promise.all(
    (await entries(folder)).map(async (entry) => {
      const chip = join(folder, entry)
      const name = (await textOf(join(chip, 'name'))).trim()
      if (name === 'drivetemp') return []
      const inputs = (await entries(chip)).filter((file) => /^temp\d+_input$/.test(file))
      const sensors = await Promise.all(
        inputs.map(async (input) => {
          const [value, label] = await Promise.all([
            textOf(join(chip, input)),
            textOf(join(chip, input.replace('_input', '_label'))),
          ])
          // A sensor that sleeps says an error.
          return /^-?\d+\s*$/.test(value) ? [{ label: label.trim(), milliCelsius: Number(value) }] : []
        }),
      )
      return [{ name, sensors: sensors.flat() }]
    }),
  )
  return chips.flat()
}

async function entries(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}

/** Empty for what is not there, or cannot be read now. */
async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
