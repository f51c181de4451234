import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { rawFileName } from '../../../domain/disk.ts'
import { unlessGone } from './open-devices.ts'

/**
 * Whether anything has the raw file of a disk open that lies on one of these devices, as `st_dev` numbers them: a process, also one in a
 * namespace of its own, or a loop device. Needs root.
 */
export async function isFileOpen(devices: ReadonlySet<number>): Promise<boolean> {
  if (devices.size === 0) return false
  for (const process of await readdir('/proc')) {
    if (/^\d+$/.test(process) && (await hasOpen(`/proc/${process}/fd`, devices))) return true
  }
  for (const block of (await unlessGone(readdir('/sys/block'))) ?? []) {
    if (!block.startsWith('loop')) continue
    const path = await unlessGone(readFile(`/sys/block/${block}/loop/backing_file`, 'utf8'))
    if (path !== undefined && (await isOn(path.trimEnd(), devices))) return true
  }
  return false
}

async function hasOpen(folder: string, devices: ReadonlySet<number>): Promise<boolean> {
  for (const fd of (await unlessGone(readdir(folder))) ?? []) {
    // Read first: it costs nothing, and asking a pipe, or a file of another file system that hangs, for its state may.
    const path = await unlessGone(readlink(`${folder}/${fd}`))
    if (path === undefined || !path.replace(/ \(deleted\)$/, '').endsWith(`/${rawFileName}`)) continue
    if (await isOn(`${folder}/${fd}`, devices)) return true
  }
  return false
}

async function isOn(path: string, devices: ReadonlySet<number>): Promise<boolean> {
  const stats = await unlessGone(stat(path))
  return stats !== undefined && devices.has(stats.dev)
}
