import { join } from 'node:path'
import type { DiskFormat } from '../../domain/disk.ts'
import { diskChain, diskFiles } from './disk-files.ts'
import { readHistory, snapshotFolder } from './history-file.ts'
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
  // What a VM was goes back with its image: a disk it had then, a medium that was in its drive.
  const kept = async (folder: string): Promise<boolean> => {
    const history = await readHistory(folder).catch((error: unknown) => {
      if (strict) throw error
    })
    for (const { id, layers } of history?.snapshots ?? []) {
      const text = await readText(join(snapshotFolder(folder, id), definitionName))
      if (text?.includes(medium)) return true
      for (const layer of Object.values(layers))
        if (await chainHolds(layout.base(layer), 'qcow2', disk, strict)) return true
    }
    return false
  }
  for (const parent of [layout.root, layout.bin]) {
    for (const name of await namesIn(parent)) {
      const folder = join(parent, name)
      if (name.startsWith('.') || !(await look(folder))?.isDirectory()) continue
      const text = await readText(join(folder, definitionName))
      if (text?.includes(medium) || (await standsOn(folder, disk, strict)) || (await kept(folder)))
        users.push(name)
    }
  }
  return users
}

async function standsOn(folder: string, image: string, strict: boolean): Promise<boolean> {
  for (const { file, format } of await diskFiles(folder)) {
    if (await chainHolds(join(folder, file), format, image, strict)) return true
  }
  return false
}

async function chainHolds(
  path: string,
  format: DiskFormat,
  image: string,
  strict: boolean,
): Promise<boolean> {
  try {
    const [, ...below] = await diskChain(path, format)
    return below.some((file) => file.path === image)
  } catch (error) {
    if (strict) throw error
    return false
  }
}
