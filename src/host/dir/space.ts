import { statfs } from 'node:fs/promises'

export interface Space {
  readonly totalBytes: number
  readonly freeBytes: number
}

/** How large the file system is and how much of it this user may still fill. */
export async function freeSpace(path: string): Promise<Space> {
  const facts = await statfs(path)
  return { totalBytes: facts.blocks * facts.bsize, freeBytes: facts.bavail * facts.bsize }
}
