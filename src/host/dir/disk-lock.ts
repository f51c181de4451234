import { basename, join } from 'node:path'
import { CommandError } from '../exec.ts'
import { diskInUse } from '../store-problems.ts'
import { diskFiles, readDisk } from './disk-files.ts'
import type { DirStore } from './store.ts'

/**
 * Refuses while a running QEMU holds a disk of this place. QEMU locks the files it has open (docs/system/qemu-block-drivers.rst,
 * "image locking"), and qemu-img asks for the same locks; on file systems without locks nothing is held, and nothing refused.
 */
export async function assertUnused(store: DirStore, placePath: string): Promise<void> {
  for (const disk of await diskFiles(placePath)) {
    await assertDiskUnused(store, join(placePath, disk.file), disk.format, disk.name)
  }
}

export async function assertDiskUnused(
  store: DirStore,
  path: string,
  format: 'qcow2' | 'raw',
  disk: string,
): Promise<void> {
  if ((await isDiskOpen(store, path, format)) || (await isLayerWritten(store, path, format)))
    throw diskInUse(basename(join(path, '..')), disk)
}

/** Whether some QEMU has this very file open for writing. */
export async function isDiskOpen({ runner }: DirStore, path: string, format: string): Promise<boolean> {
  try {
    await runner.run(['qemu-img', 'info', '-f', format, '--', path], { timeoutMs: 60_000 })
    return false
  } catch (error) {
    // Any other failure, such as a damaged disk, says nothing about locks; without QEMU nothing runs.
    return error instanceof CommandError && /Failed to get .*lock/.test(error.stderr)
  }
}

/** Whether a VM still writes to the layer below, as it does when a snapshot of it was cut off before it wrote to the overlay. */
async function isLayerWritten(store: DirStore, path: string, format: 'qcow2' | 'raw'): Promise<boolean> {
  if (format !== 'qcow2') return false
  const facts = await readDisk(path, format).catch(() => undefined)
  const backing = facts?.backing
  return backing?.startsWith(`${store.layout.bases}/`) === true && isDiskOpen(store, backing, 'qcow2')
}
