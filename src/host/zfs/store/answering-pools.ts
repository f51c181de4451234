import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkPoolName } from '../../../domain/dataset-name.ts'

/**
 * The pools that are imported on this machine and that are not suspended, in which every question would hang. Told by files of the
 * module's that take no lock (spa_stats.c), and without starting a process: this is asked at every list of VMs and stores.
 */
export async function answeringPools(kstats = '/proc/spl/kstat/zfs'): Promise<readonly string[]> {
  const names = await orNone(readdir(kstats), [])
  const found = await Promise.all(
    names.map(async (name) => {
      if (!checkPoolName(name).ok) return []
      const state = await orNone(readFile(join(kstats, name, 'state'), 'utf8'), '')
      return state === '' || state.trim() === 'SUSPENDED' ? [] : [name]
    }),
  )
  return found.flat().toSorted()
}

/** Files of a pool go away with it, and all of them with the module. */
async function orNone<T>(read: Promise<T>, none: T): Promise<T> {
  try {
    return await read
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return none
    throw error
  }
}
