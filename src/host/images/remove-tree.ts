import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Runner } from '../exec.ts'
import { runInNamespace } from './in-namespace.ts'

/**
 * Removes a folder that mmdebstrap worked in. Below its `tmp` may be files of the namespace's users, which we ourselves may not
 * remove.
 */
export async function removeTree(runner: Runner, folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EACCES' && code !== 'EPERM') throw error
    // From outside, the temporary folder is ours and so can be emptied only by the namespace's root.
    const find = ['find', join(folder, 'tmp'), '-mindepth', '1', '-delete']
    await runInNamespace(runner, ['mmdebstrap', '--unshare-helper', ...find])
    await rm(folder, { recursive: true, force: true })
  }
}
