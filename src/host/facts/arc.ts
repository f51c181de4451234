import { readFile } from 'node:fs/promises'
import { MiB } from '../../domain/size.ts'
import type { StartArc } from '../../domain/start-memory.ts'
import { arcLimitPath, arcStatBytes, arcStatsPath } from '../arc-stats.ts'

/** ZFS's cache as it is now, without asking ZFS; undefined where the module is not loaded. */
export async function readArc(): Promise<StartArc | undefined> {
  try {
    const [stats, limit] = await Promise.all([readFile(arcStatsPath, 'utf8'), readFile(arcLimitPath, 'utf8')])
    return parseArc(stats, limit)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Reads arcstats, and the limit that was set, 0 for none. */
export function parseArc(stats: string, limit: string): StartArc {
  const mibOf = (name: string) => {
    const bytes = arcStatBytes(stats, name)
    if (bytes === undefined) throw new Error(`${arcStatsPath} does not tell ${name}.`)
    return Math.floor(bytes / MiB)
  }
  return {
    sizeMiB: mibOf('size'),
    minMiB: mibOf('c_min'),
    maxMiB: mibOf('c_max'),
    setBytes: Number(limit.trim()),
  }
}
