import { poolOf, type DatasetName } from '../../domain/dataset-name.ts'
import { datasetRef } from '../../domain/dataset.ts'
import { zfsErrorKind } from './zfs-error.ts'
import type { Zfs } from './zfs.ts'

/** Mounts a file system where its properties say. Mounted already is success. */
export async function mountFilesystem(zfs: Zfs, name: DatasetName): Promise<void> {
  try {
    await zfs.run({
      argv: ['zfs', 'mount', '--', name],
      limit: 'change',
      pool: poolOf(name),
      attempt: { object: datasetRef(name), done: 'mounted' },
    })
  } catch (error) {
    if (zfsErrorKind(error) !== 'already-mounted') throw error
  }
}

/** Unmounts a file system; refused while something in it is open (`in_use`). Not mounted is success. */
export async function unmountFilesystem(zfs: Zfs, name: DatasetName): Promise<void> {
  try {
    await zfs.run({
      argv: ['zfs', 'unmount', '--', name],
      limit: 'change',
      pool: poolOf(name),
      attempt: { object: datasetRef(name), done: 'unmounted' },
    })
  } catch (error) {
    if (zfsErrorKind(error) !== 'not-mounted') throw error
  }
}
