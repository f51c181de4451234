import { readFile, writeFile } from 'node:fs/promises'
import type { ArcFacts } from '../../domain/memory-admission.ts'
import { problemError } from '../../domain/problem.ts'

const statsPath = '/proc/spl/kstat/zfs/arcstats'
const limitPath = '/sys/module/zfs/parameters/zfs_arc_max'
const mib = 1024 * 1024

/** ZFS's cache as it is now; undefined where the module is not loaded. */
export async function readArc(): Promise<ArcFacts | undefined> {
  const text = await readFile(statsPath, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? undefined : parseArcStats(text)
}

/** Reads lines of `name type value`, the value in bytes (module/os/linux/spl/spl-kstat.c). */
export function parseArcStats(text: string): ArcFacts {
  const mibOf = (name: string) => {
    const found = new RegExp(`^${name}\\s+\\d+\\s+(\\d+)$`, 'm').exec(text)?.[1]
    if (found === undefined) throw new Error(`${statsPath} does not tell ${name}.`)
    return Math.floor(Number(found) / mib)
  }
  return { sizeMiB: mibOf('size'), minMiB: mibOf('c_min'), maxMiB: mibOf('c_max') }
}

/** Sets the largest size of the cache; the module takes bytes, and refuses less than its minimum by ignoring it. */
export async function limitArc(maxMiB: number): Promise<void> {
  try {
    await writeFile(limitPath, String(maxMiB * mib))
  } catch (error) {
    throw problemError({
      code: 'host_failed',
      object: { type: 'host', name: 'OpenZFS' },
      message: `The size of ZFS's cache could not be limited: ${(error as Error).message}.`,
      hint: `As root: echo ${maxMiB * mib} > ${limitPath}`,
    })
  }
}
