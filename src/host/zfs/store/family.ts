import { firstBranch } from '../../../domain/snapshot.ts'
import { seatOf, type StoreLayout } from './layout.ts'
import { marks } from './marks.ts'
import { childrenOf, find, lastStep, parentName, type Tree, type TreeDataset } from './tree.ts'

export interface VmInStore {
  readonly vm: string
  readonly uuid: string
}

/** One line of a VM: its file system and the disks below it. */
export interface Line {
  readonly branch: string
  readonly files: TreeDataset
  /** By name. */
  readonly disks: readonly TreeDataset[]
  /** Disks that were removed and that snapshots of this line need. */
  readonly kept: readonly TreeDataset[]
}

/** All lines of a VM that are in a store. */
export interface Family {
  readonly uuid: string
  /** Absent while another line is put in its place, and for a VM that is somewhere else. */
  readonly current?: Line | undefined
  /** Lines that were left, in the order of their making. */
  readonly left: readonly Line[]
  /** A line that is being made. */
  readonly coming?: Line | undefined
}

/** The lines of a VM. Datasets that are not Kiste's are no part of them. */
export function familyOf(tree: Tree, layout: StoreLayout, { vm, uuid }: VmInStore): Family {
  const lineAt = (name: string) => {
    const files = find(tree, name)
    return files && isOf(files, uuid) ? lineOf(tree, files) : undefined
  }
  return {
    uuid,
    current: lineAt(layout.vm(vm)),
    left: childrenOf(tree, layout.branchesOf(uuid))
      .filter((files) => isOf(files, uuid))
      .map((files) => ({ ...lineOf(tree, files), branch: lastStep(files.name) }))
      .toSorted((a, b) => a.files.createTxg - b.files.createTxg),
    coming: lineAt(layout.newLine(uuid, vm)),
  }
}

export function linesOf({ current, left, coming }: Family): Line[] {
  return [...(current ? [current] : []), ...left, ...(coming ? [coming] : [])]
}

/** Everything that belongs to a line: disks first, since the file system is above them. */
export function membersOf({ files, disks, kept }: Line): TreeDataset[] {
  return [...disks, ...kept, files]
}

export function isOf({ kind, own }: TreeDataset, uuid: string): boolean {
  return kind === 'filesystem' && own[marks.vm] === uuid
}

/** Whether a dataset below a VM's file system is a disk that Kiste made: a volume, or a file system with one file. */
export function isDisk({ own }: Pick<TreeDataset, 'own'>): boolean {
  return own[marks.disk] !== undefined
}

/** What a removed disk that snapshots need is called from then on: `.data.1234`. No disk's own name begins with a dot. */
export function keptName({ name, createTxg }: TreeDataset): string {
  return `.${lastStep(name)}.${createTxg}`
}

/** The name a disk goes or went by. */
export function diskOf({ name }: Pick<TreeDataset, 'name'>): string {
  const step = lastStep(name)
  return isKept({ name }) ? step.slice(1, step.lastIndexOf('.')) : step
}

export function isKept({ name }: Pick<TreeDataset, 'name'>): boolean {
  return lastStep(name).startsWith('.')
}

/** What is below a VM's file system and is not Kiste's. */
export function strangersBelow(tree: Tree, place: string): TreeDataset[] {
  return tree.filter(
    (dataset) =>
      dataset.name.startsWith(`${place}/`) && !(isDisk(dataset) && parentName(dataset.name) === place),
  )
}

export function lineOf(tree: Tree, files: TreeDataset): Line {
  const disks = childrenOf(tree, files.name)
    .filter(isDisk)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return {
    branch: files.own[marks.branch] ?? firstBranch,
    files,
    disks: disks.filter((disk) => !isKept(disk)),
    kept: disks.filter(isKept),
  }
}

/** What people call the owner of a dataset: a VM, an entry of the bin, a branch; or its full name. */
export function ownerName(layout: StoreLayout, family: Family, dataset: string): string {
  const line = linesOf(family).find(
    ({ files }) => dataset === files.name || dataset.startsWith(`${files.name}/`),
  )
  if (line) return line.branch
  const seat = seatOf(layout, dataset)
  if (seat.in === 'vms') return seat.vm
  return seat.in === 'bin' ? seat.id : dataset
}
