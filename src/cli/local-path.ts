import { stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Where a file goes that somebody wants there: into it, under its own name, where that is a folder. */
export async function localPath(file: string, name: string): Promise<string> {
  const found = await stat(file).catch(() => undefined)
  return found?.isDirectory() === true ? join(file, name) : file
}
