import { join } from 'node:path'
import type { LibvirtPaths } from './libvirt-paths.ts'
import { readLog } from './read-log.ts'

/** The last lines of what QEMU wrote about a VM, newest last. A VM that never ran has none. */
export async function readQemuLog(
  paths: LibvirtPaths | undefined,
  vm: string,
  maxLines: number,
): Promise<readonly string[]> {
  // libvirt itself refuses names with a slash; this keeps other input from naming other files.
  if (vm.includes('/') || vm.includes('\0') || maxLines <= 0) return []
  const text = await readLog(paths && join(paths.logs, `${vm}.log`), vm)
  const lines = (text ?? '').split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.slice(-maxLines)
}
