import { chmod } from 'node:fs/promises'
import { onStore } from '../../store-faults.ts'
import { folderMode, namesIn } from '../../store-files.ts'
import { foreignPlace } from '../../store-problems.ts'
import { fileDiskProperties, mountedFolder } from './file-disk.ts'
import { removeHalf } from './images.ts'
import { marks } from './marks.ts'
import { mounted, type ExistingPlace } from './places.ts'
import type { ZfsStore } from './store.ts'
import { lastStep, parentName } from './tree.ts'

/** Makes the file system and its file aside, has it filled, and gives it its name when it is whole. */
export async function makeFileDisk(
  store: ZfsStore,
  place: ExistingPlace,
  dataset: string,
  sizeBytes: number,
  fill?: (path: string) => Promise<void>,
): Promise<void> {
  const { layout, zfs, files } = store
  const half = halfOf(store, place, dataset)
  await removeHalf(store, half)
  try {
    const properties = await fileDiskProperties(store, { [marks.disk]: place.uuid })
    await zfs.run({ do: 'create', dataset: half, properties })
    const path = await mountedFolder(store, { name: half })
    await chmod(layout.pathOf(half), folderMode)
    await onStore('make the disk', path, () => files.makeSparse(path, sizeBytes))
    if (fill) {
      await fill(path)
      await onStore('make the disk', path, () => files.finish(path))
    }
    await readyForFile(store, place, dataset)
    await zfs.run({ do: 'rename', from: half, to: dataset })
  } catch (error) {
    await removeHalf(store, half)
    throw error
  }
}

/** What a disk is called until it is whole. */
export function halfOf(
  { layout }: Pick<ZfsStore, 'layout'>,
  { uuid }: { readonly uuid: string },
  dataset: string,
): string {
  return layout.half('copy', `${uuid}-${lastStep(dataset)}`)
}

/** Before a file system comes to be below a VM's: that one is mounted, and nothing is hidden. */
export async function readyForFile(store: ZfsStore, place: ExistingPlace, dataset: string): Promise<void> {
  await mounted(store, place)
  const path = store.layout.pathOf(dataset)
  if ((await namesIn(path)).length > 0) throw foreignPlace(lastStep(parentName(dataset)), path)
}
