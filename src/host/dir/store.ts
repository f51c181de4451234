import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { DiskFormat } from '../../domain/disk.ts'
import type { Runner } from '../exec.ts'
import type { ImageReaders } from '../image-readers.ts'
import type { SeedFiles } from '../store-host.ts'
import type { Space } from './space.ts'
import { onStore } from '../store-faults.ts'
import type { StoreFiles } from '../store-files.ts'
import type { StoreLayout } from './store-layout.ts'

/** What the store needs of others to make disks and seeds: the image tools, handed in because rooms do not know each other. */
export interface DirTools {
  createDisk(path: string, format: DiskFormat, sizeBytes: number, how: Room): Promise<void>
  createOverlay(
    path: string,
    base: { readonly path: string; readonly format: DiskFormat },
    sizeBytes: number,
  ): Promise<void>
  /** Copies a disk into a new qcow2 file that stands alone. */
  copyDisk(from: string, format: DiskFormat, to: string, work: CopyWork, how?: Room): Promise<void>
  resizeDisk(path: string, format: DiskFormat, sizeBytes: number, how?: Room): Promise<void>
  /** Writes what a qcow2 disk holds into the file it stands on; the disk itself stays as it is. */
  commitDisk(path: string): Promise<void>
  makeSeed(path: string, seed: SeedFiles): Promise<void>
}

/** Whether all of a disk's room is set aside at once. */
export interface Room {
  readonly thick?: boolean | undefined
}

/** What the store needs of VMs that run: handed in, because it knows no hypervisor. */
export interface RunningVms {
  /** Paths of the disks that a VM has open for writing; none if it is off. */
  openDisks(uuid: string): Promise<readonly string[]>
  /**
   * Makes a running VM write to the files that lie under these paths now, each an overlay on the file that lay there when it opened it:
   * all of them at one instant, or none.
   */
  pivotDisks(uuid: string, paths: readonly string[]): Promise<void>
}

export interface CopyWork {
  readonly signal: AbortSignal
  readonly onPercent?: ((percent: number) => void) | undefined
}

/** What the parts of a dir store share. */
export interface DirStore {
  readonly layout: StoreLayout
  readonly files: StoreFiles
  readonly runner: Runner
  readonly tools: DirTools
  readonly running: RunningVms
  readonly space: (path: string) => Promise<Space>
  /** Who reads layers. */
  readonly readers: ImageReaders
  /** One at a time: whatever makes, uses or sweeps shared bases. */
  readonly withBases: <T>(work: () => Promise<T>) => Promise<T>
}

/**
 * Makes a file or folder aside and moves it to its name when it is whole and on stable storage. Whatever goes wrong, nothing
 * half-made stays; what a power cut leaves is swept when the store is opened next.
 */
export async function makeAside(
  { files, layout }: DirStore,
  doing: string,
  path: string,
  make: (aside: string) => Promise<void>,
): Promise<void> {
  // The ending is kept: tools look at it, and so do people.
  const aside = join(layout.scratch, `${randomUUID()}-${path.slice(path.lastIndexOf('/') + 1)}`)
  await onStore(doing, path, async () => {
    try {
      await make(aside)
      await files.finish(aside)
      await files.move(aside, path)
    } catch (error) {
      await files.remove(aside).catch(() => undefined)
      throw error
    }
  })
}

/** Runs one work after the other, whatever became of the one before. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }
}
