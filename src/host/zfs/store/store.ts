import { throwIfProblems } from '../../../domain/problem.ts'
import type { DiskFormat } from '../../../domain/disk.ts'
import type { ImageReaders } from '../../image-readers.ts'
import type { InTurn } from '../../in-turn.ts'
import type { SeedFiles } from '../../store-host.ts'
import type { StoreFiles } from '../../store-files.ts'
import { diskInUse } from '../../store-problems.ts'
import type { StoreLayout } from './layout.ts'
import { unfold, type NextStep } from './unfold.ts'
import type { StoreZfs } from './store-zfs.ts'
import { lastStep, type Tree, type TreeDataset } from './tree.ts'

/** What the store needs of others to fill images and write seeds: the image tools, handed in because rooms do not know each other. */
export interface ZfsStoreTools {
  /** Writes what a disk image holds onto a device, or a raw file, that holds only zeros; on stable storage when done. */
  fillDevice(
    from: { readonly path: string; readonly format: DiskFormat },
    device: string,
    work: { readonly signal: AbortSignal; readonly onPercent?: ((percent: number) => void) | undefined },
  ): Promise<void>
  makeSeed(path: string, seed: SeedFiles): Promise<void>
}

/** An image of the library as far as a disk can be made of it. */
export interface LibraryImage {
  readonly kind: 'disk' | 'iso'
  readonly path: string
  readonly format: DiskFormat
  readonly virtualSizeBytes: number
  readonly sha256: string
}

/** The image library of the host; each pool that needs one of its images gets a volume of its own from it. */
export interface ImageSource {
  find(id: string): Promise<LibraryImage | undefined>
}

/** What the parts of a store in a pool share. */
export interface ZfsStore {
  readonly layout: StoreLayout
  readonly zfs: StoreZfs
  readonly files: StoreFiles
  readonly tools: ZfsStoreTools
  readonly images: ImageSource
  /** Who reads the disks of snapshots. */
  readonly readers: ImageReaders
  /** What blocks volumes of this pool are made of. */
  readonly blockBytes: () => Promise<number>
  /** Whether this OpenZFS knows the property `direct`. */
  readonly directIo: () => Promise<boolean>
  readonly now: () => Date
  /**
   * `clones`: whatever takes, uses or sweeps snapshots for clones; `images`: the same for images; an image's dataset: filling it; `notes`:
   * writing one.
   */
  readonly inTurn: InTurn
  /** Makes sure the store is there and mounted, and was swept once. Before every change. */
  readonly ready: () => Promise<void>
}

/** Chooses all steps from what is there, and does them in order. */
export async function carryOut({ zfs }: Pick<ZfsStore, 'zfs'>, tree: Tree, next: NextStep): Promise<void> {
  for (const step of unfold(tree, next)) await zfs.run(step)
}

/** Refuses while anything has one of these disks open. ZFS would rename a volume under a running VM. */
export async function assertUnused(
  { zfs }: Pick<ZfsStore, 'zfs'>,
  vm: string,
  disks: readonly TreeDataset[],
): Promise<void> {
  const open: TreeDataset[] = []
  for (const disk of disks) if (await zfs.isOpen(disk)) open.push(disk)
  throwIfProblems(open.flatMap(({ name }) => diskInUse(vm, lastStep(name)).problems))
}
