import { consoleLines } from '../../domain/console-text.ts'
import type { LibvirtPaths } from './libvirt-paths.ts'
import { readLog } from './read-log.ts'
import type { VmAccess } from './vm-access.ts'
import type { VmReader } from './vm-reader.ts'

/** The last lines of what the serial console said, also in earlier runs; undefined for a VM whose definition has it kept nowhere. */
export function readConsoleLog(
  vms: VmAccess,
  reader: VmReader,
  paths: LibvirtPaths | undefined,
  uuid: string,
  maxLines: number,
): Promise<readonly string[] | undefined> {
  return vms.look(uuid, 'shown', async ({ name }) => {
    const seen = await reader.read(uuid)
    const path = (seen?.live ?? seen?.config)?.consoleLogPath
    return path === undefined ? undefined : readKeptConsole(paths, path, name, maxLines)
  })
}

/** virtlogd begins the file anew when it has grown to 2 MiB, and keeps the one before as `.0` (max_size in virtlogd.conf). */
export async function readKeptConsole(
  paths: LibvirtPaths | undefined,
  path: string,
  vm: string,
  maxLines: number,
): Promise<readonly string[]> {
  const read = async (file: string) => consoleLines((await readLog(paths && file, vm)) ?? '')
  const lines = await read(path)
  const older = lines.length < maxLines ? await read(`${path}.0`) : []
  return [...older, ...lines].slice(-maxLines)
}
