import { basename, join } from 'node:path'
import { CommandError } from '../exec.ts'
import { diskInUse } from '../store-problems.ts'
import { diskFiles } from './disk-files.ts'
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
  { runner }: DirStore,
  path: string,
  format: string,
  disk: string,
): Promise<void> {
  try {
    await runner.run(['qemu-img', 'info', '-f', format, '--', path], { timeoutMs: 60_000 })
  } catch (error) {
    // Any other failure, such as a damaged disk, says nothing about locks; without QEMU nothing runs.
    if (error instanceof CommandError && /Failed to get .*lock/.test(error.stderr))
      throw diskInUse(basename(join(path, '..')), disk)
  }
}
