import type { DiskWork } from '../../store-host.ts'
import type { Marks } from './marks.ts'
import type { Step } from './step.ts'
import type { Tree, TreeDataset } from './tree.ts'

/** What the store needs of OpenZFS, and of the kernel's view of volumes and mounts. Everything rejects with `ProblemError`. */
export interface StoreZfs {
  /** These datasets and what is below them. Those that are not there are left out. */
  look(roots: readonly string[], what?: LookFor): Promise<Tree>
  /** Adds what people set on each of these datasets. */
  withSettings(tree: Tree): Promise<Tree>
  run(step: Step): Promise<void>
  space(
    dataset: string,
    signal?: AbortSignal,
  ): Promise<{ readonly usedBytes: number; readonly availableBytes: number }>
  /** Mounts a file system at its place, if it is not, and makes sure that this is what is mounted there. */
  mount(dataset: string, path: string): Promise<void>
  /** The node of a volume, confirmed by the kernel; waits for it. */
  device(volume: string): Promise<string>
  /** Makes sure that the link that a VM's definition has leads to this volume; rejects if not. */
  link(volume: string, path: string): Promise<void>
  /** Whether anything has this disk open, the device of a volume or the file of a file system: a VM, a mount, a tool. */
  isOpen(disk: Pick<TreeDataset, 'name' | 'kind'>): Promise<boolean>
  /** The size of a file right in this file system; undefined unless it is mounted where the path says, and has such a file. */
  fileBytes(dataset: string, path: string): Promise<number | undefined>
  /** Makes a dataset of its own that is as a snapshot is, not mounted. Nothing is left of one that did not come whole. */
  copy(snapshot: string, to: string, properties: Marks, work: DiskWork): Promise<void>
  /** Gives up a copy that broke off in an earlier life of the daemon; what is no such thing stays. */
  abandonCopy(volume: string): Promise<void>
  /** Those of these snapshots, by full name, that there are. */
  existing(snapshots: readonly string[]): Promise<readonly string[]>
  /** All snapshots of a dataset and of those below it, by full name. Quick, also for thousands. */
  snapshotNames(root: string): Promise<readonly string[]>
}

export interface LookFor {
  /** How far below: 0 is the root alone; absent for all. */
  readonly depth?: number | undefined
  /** Default: both. */
  readonly kinds?: readonly ('filesystem' | 'volume')[] | undefined
  /** With their snapshots; each costs a look of its own. Default: without. */
  readonly snapshots?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}
