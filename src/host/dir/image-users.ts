import { join } from 'node:path'
import { diskChain, diskFiles } from './disk-files.ts'
import { imagePath } from './image-folder.ts'
import { look, namesIn, readText } from '../store-files.ts'
import { definitionName } from './store-layout.ts'
import type { DirStore } from './store.ts'

/**
 * Who needs an image: VMs and bin entries whose disks stand on it, through however many layers, or whose definition has its medium in
 * a drive. Read from the disks themselves. With `strict`, a disk that cannot be read throws, since it might stand on the image.
 */
export async function imageUsers({ layout }: DirStore, id: string, strict: boolean): Promise<string[]> {
  const disk = imagePath(layout, id, 'disk')
  const medium = imagePath(layout, id, 'iso')
  const users: string[] = []
  for (const parent of [layout.root, layout.bin]) {
    for (const name of await namesIn(parent)) {
      const folder = join(parent, name)
      if (name.startsWith('.') || !(await look(folder))?.isDirectory()) continue
      const text = await readText(join(folder, definitionName))
      if (text?.includes(medium) || (await standsOn(folder, disk, strict))) users.push(name)
    }
  }
  return users
}

async function standsOn(folder: string, image: string, strict: boolean): Promise<boolean> {
  for (const { file, format } of await diskFiles(folder)) {
    try {
      const [, ...below] = await diskChain(join(folder, file), format)
      if (below.some(({ path }) => path === image)) return true
    } catch (error) {
      if (strict) throw error
    }
  }
  return false
}
