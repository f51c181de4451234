import { readFile } from 'node:fs/promises'
import type { StartArc } from '../../domain/start-memory.ts'

const statsPath = '/proc/spl/kstat/zfs/arcstats'
const limitPath = '/sys/module/zfs/parameters/zfs_arc_max'
const mib = 1024 * 1024

/** ZFS's cache as it is now, without asking ZFS; undefined where the module is not loaded. */
export async function readArc(): Promise<StartArc | undefined> {
  try {
    const [stats, limit] = await Promise.all([readFile(statsPath, 'utf8'), readFile(limitPath, 'utf8')])
    return parseArc(stats, limit)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Reads lines of `name type value`, the value in bytes (module/os/linux/spl/spl-kstat.c), and the limit that was set, 0 for none. */
export function parseArc(stats: string, limit: string): StartArc {
  const mibOf = (name: string) => {
    const found = new RegExp(`^${name}\\s+\\d+\\s+(\\d+)$`, 'm').exec(stats)?.[1]
    if (found === undefined) throw new Error(`${statsPath} does not tell ${name}.`)
    return Math.floor(Number(found) / mib)
  }
  return {
    sizeMiB: mibOf('size'),
    minMiB: mibOf('c_min'),
    maxMiB: mibOf('c_max'),
    setBytes: Number(limit.trim()),
  }
}
