import { readdir, readFile, stat } from 'node:fs/promises'
import { rawFileName } from '../../../domain/disk.ts'
import { isOpenInProcesses, unlessGone } from './open-in-processes.ts'

/**
 * Whether anything has the raw file of a disk open that lies on one of these devices, as `st_dev` numbers them: a process, or a loop device.
 * Needs root.
 */
export async function isFileOpen(devices: ReadonlySet<number>): Promise<boolean> {
  if (devices.size === 0) return false
  const mayBe = (path: string) => path.replace(/ \(deleted\)$/, '').endsWith(`/${rawFileName}`)
  return (await isOpenInProcesses(mayBe, ({ dev }) => devices.has(dev))) || isInLoop(devices)
}

async function isInLoop(devices: ReadonlySet<number>): Promise<boolean> {
  for (const block of (await unlessGone(readdir('/sys/block'))) ?? []) {
    if (!block.startsWith('loop')) continue
    const path = await unlessGone(readFile(`/sys/block/${block}/loop/backing_file`, 'utf8'))
    const stats = path === undefined ? undefined : await unlessGone(stat(path.trimEnd()))
    if (stats && devices.has(stats.dev)) return true
  }
  return false
}
