import type { DiskKind } from '../../../domain/disk.ts'
import { problemError } from '../../../domain/problem.ts'
import { KiB } from '../../../domain/size.ts'
import { onStore } from '../../store-faults.ts'
import { look } from '../../store-files.ts'
import { lockedPlace } from '../../store-problems.ts'
import type { Marks } from './marks.ts'
import type { ZfsStore } from './store.ts'
import { lastStep, parentName, type TreeDataset } from './tree.ts'

// A disk that is a raw file has a file system of its own, so that it is snapshotted, cloned, renamed and destroyed as a volume is.

export function kindOfDisk({ kind }: Pick<TreeDataset, 'kind'>): DiskKind {
  return kind === 'volume' ? 'volume' : 'file'
}

// Larger records need a feature that pools can lack (large_blocks).
const maxRecordBytes = 128 * KiB

/** What its file system is made with: records as large as blocks of volumes, and nothing past ZFS's cache, where that can be said. */
export async function fileDiskProperties(store: ZfsStore, own: Marks): Promise<Marks> {
  return {
    recordsize: String(Math.min(await store.blockBytes(), maxRecordBytes)),
    ...((await store.directIo()) ? { direct: 'disabled' } : {}),
    ...own,
  }
}

/**
 * Where the file of a disk is, once its own file system is mounted there, and all above it: else a folder of the same name would be taken for
 * it. Rejects with `key_needed` while its key is not loaded, and with `not_found` where the file is gone.
 */
export async function fileOfDisk(
  store: ZfsStore,
  disk: Pick<TreeDataset, 'name' | 'lockedBy'>,
): Promise<string> {
  const path = await mountedFolder(store, disk)
  if ((await look(path))?.isFile() === true) return path
  throw problemError({
    code: 'not_found',
    object: { type: 'disk', name: disk.name },
    message: `The disk ${disk.name} is a file, and ${path} is none: somebody removed it, or put something else in its place.`,
    hint: `Snapshots may still have it: zfs list -t snapshot ${disk.name}`,
  })
}

/** Where the file of a disk has to be, in its own file system for sure. */
export async function mountedFolder(
  { layout, zfs }: ZfsStore,
  { name, lockedBy }: Pick<TreeDataset, 'name' | 'lockedBy'>,
): Promise<string> {
  const above = parentName(name)
  if (lockedBy !== undefined) throw lockedPlace(lastStep(above), lockedBy)
  await zfs.mount(layout.root, layout.mountpoint)
  // What is half-made lies in a container that is mounted nowhere.
  if (above !== layout.scratch) await zfs.mount(above, layout.pathOf(above))
  await zfs.mount(name, layout.pathOf(name))
  return layout.fileOf(name)
}

/** How large its guest sees it, if that can be told: of a file, while it is mounted where it belongs. */
export async function sizeSeen(
  { layout, zfs }: Pick<ZfsStore, 'layout' | 'zfs'>,
  { name, kind, lockedBy, sizeBytes }: TreeDataset,
): Promise<number | undefined> {
  if (kind === 'volume') return sizeBytes
  return lockedBy === undefined ? zfs.fileBytes(name, layout.fileOf(name)) : undefined
}

/** The same of a file that must be there: mounted first, if it is not. */
export async function sizeOfDisk(store: ZfsStore, disk: TreeDataset): Promise<number> {
  if (disk.kind === 'volume') return disk.sizeBytes ?? 0
  const path = await fileOfDisk(store, disk)
  return (await look(path))?.size ?? 0
}

export async function growFile(
  store: ZfsStore,
  disk: Pick<TreeDataset, 'name'>,
  sizeBytes: number,
): Promise<void> {
  const path = await fileOfDisk(store, disk)
  await onStore('grow the disk', path, () => store.files.grow(path, sizeBytes))
}
