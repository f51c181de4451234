import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** Of these files, those that cannot be opened past the page cache: QEMU would refuse to start with `cache='none'`. */
export async function pathsWithoutDirectIo(paths: readonly string[]): Promise<ReadonlySet<string>> {
  const tried = await Promise.all(paths.map(async (path) => ((await takesDirectIo(path)) ? [] : [path])))
  return new Set(tried.flat())
}

/** tmpfs of older kernels, some network and overlay file systems answer EINVAL. A file that cannot be tried gets the safe answer. */
async function takesDirectIo(path: string): Promise<boolean> {
  try {
    await (await open(path, constants.O_RDONLY | constants.O_DIRECT)).close()
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}
