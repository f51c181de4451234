import { readFile, statfs } from 'node:fs/promises'
import { freemem } from 'node:os'

const gib = 1024 ** 3

// A build takes about 1.5 GiB; in memory only where that leaves plenty for the VMs that run meanwhile.
const neededBytes = 2.5 * gib
const neededMemoryBytes = 4 * gib

/**
 * Where a build puts its tree: in memory if there is room, as package scripts sync after every step and remove thousands of files;
 * else on disk.
 */
export async function pickWorkFolder(): Promise<string> {
  const inMemory = '/dev/shm'
  if (freemem() < neededMemoryBytes) return '/var/tmp'
  const options = mountOptions(await readFile('/proc/self/mounts', 'utf8').catch(() => ''), inMemory)
  if (!canHoldTree(options, process.geteuid?.() === 0)) return '/var/tmp'
  const { bavail, bsize } = await statfs(inMemory)
  return bavail * bsize > neededBytes ? inMemory : '/var/tmp'
}

/** The options that this mount point is mounted with; undefined if nothing is. */
export function mountOptions(mounts: string, point: string): readonly string[] | undefined {
  const line = mounts.split('\n').findLast((line) => line.split(' ')[1] === point)
  return line?.split(' ')[3]?.split(',')
}

/** Programs of the tree must run from it; and root makes device files in it, where others get them from outside. */
export function canHoldTree(options: readonly string[] | undefined, asRoot: boolean): boolean {
  if (options === undefined || options.includes('noexec') || options.includes('ro')) return false
  return !(asRoot && options.includes('nodev'))
}
