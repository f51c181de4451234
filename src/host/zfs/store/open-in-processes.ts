import type { Stats } from 'node:fs'
import { readdir, readlink, stat } from 'node:fs/promises'

/**
 * Whether any process, also one in a namespace of its own, has something open whose path may be that of it, and which then is it. Needs
 * root. The path is read first: it costs nothing, and asking a pipe, or a file of another file system that hangs, for its state may.
 */
export async function isOpenInProcesses(
  mayBe: (path: string) => boolean,
  isIt: (stats: Stats) => boolean,
): Promise<boolean> {
  for (const process of await readdir('/proc')) {
    if (!/^\d+$/.test(process)) continue
    const folder = `/proc/${process}/fd`
    for (const fd of (await unlessGone(readdir(folder))) ?? []) {
      const path = await unlessGone(readlink(`${folder}/${fd}`))
      if (path === undefined || !mayBe(path)) continue
      const stats = await unlessGone(stat(`${folder}/${fd}`))
      if (stats && isIt(stats)) return true
    }
  }
  return false
}

/** What is there; undefined if it went while it was looked at, as processes and devices do. */
export async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

// Processes end while they are looked at; kernel threads have no files.
export function isGone(error: unknown): boolean {
  return ['ENOENT', 'ESRCH', 'ENXIO', 'ENODEV', 'EACCES'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  )
}
