import { join } from 'node:path'
import { forMany, look, namesIn } from '../store-files.ts'

/** What the files of a folder take on the disk, with those of the folders in it. */
export async function folderBytes(path: string): Promise<number> {
  const sizes = await forMany(await namesIn(path), async (name) => {
    const inside = join(path, name)
    const stats = await look(inside)
    return stats?.isDirectory() ? folderBytes(inside) : (stats?.blocks ?? 0) * 512
  })
  return sizes.reduce((sum, size) => sum + size, 0)
}
