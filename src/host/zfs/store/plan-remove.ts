import {
  familyOf,
  isKept,
  isOf,
  keptName,
  linesOf,
  membersOf,
  type Family,
  type Line,
  type VmInStore,
} from './family.ts'
import type { StoreLayout } from './layout.ts'
import { parseAuthor } from './marks.ts'
import { destroySnapshots, nextDestroying, nextTidying } from './plan-destroy.ts'
import { pointsOf } from './points.ts'
import type { Step } from './step.ts'
import { find, lastStep, parentName, type Tree, type TreeDataset, type TreeSnapshot } from './tree.ts'
import type { NextStep } from './unfold.ts'

/**
 * Removes a line that was left. What other lines of the VM stand on goes over to them first, so that it stays in the history; then the
 * line goes out of sight in one step, and is destroyed there.
 */
export function nextRemovingBranch(
  tree: Tree,
  layout: StoreLayout,
  vm: VmInStore,
  branch: string,
  sweep?: NextStep,
): Step | undefined {
  const family = familyOf(tree, layout, vm)
  const line = family.left.find((other) => other.branch === branch)
  const gone = layout.gone(vm.uuid, { branch })
  if (!line)
    return (
      nextDestroying(tree, [gone], sweep) ??
      nextForgetting(family) ??
      nextTidying(tree, layout.branchesOf(vm.uuid))
    )
  const others = heirs(family).filter((other) => other !== line)
  const step = nextHandingOver(others, line) ?? nextKeeping(others, line)
  if (step) return step
  // Left behind by a removal of an older branch of this name.
  if (find(tree, gone)) return nextDestroying(tree, [gone], sweep)
  return { do: 'rename', from: line.files.name, to: gone }
}

/** The current line before all others, then the oldest: as `withoutBranch` of the domain has it. */
function heirs(family: Family): Line[] {
  return linesOf(family).filter((line) => line !== family.coming)
}

/** Snapshots that clones of other lines stand on move to those: of several the one that stands on the last. */
function nextHandingOver(others: readonly Line[], line: Line): Step | undefined {
  for (const dataset of membersOf(line).toReversed()) {
    for (const snapshot of dataset.snapshots.toReversed()) {
      const heir = others.flatMap(membersOf).find((member) => snapshot.clones.includes(member.name))
      if (heir) return { do: 'promote', dataset: heir.name }
    }
  }
  return undefined
}

/** A disk that the other line has lost since, and that the snapshots need which went over, goes over whole. */
function nextKeeping(others: readonly Line[], line: Line): Step | undefined {
  for (const disk of [...line.disks, ...line.kept]) {
    const heir = others.find(({ files }) => disk.snapshots.some((snapshot) => isPartOf(files, snapshot)))
    if (!heir) continue
    const rest = disk.snapshots.filter(
      (snapshot) => parseAuthor(snapshot.own) !== undefined && !isPartOf(heir.files, snapshot),
    )
    if (rest.length > 0) return destroySnapshots(disk, rest)
    const name = isKept(disk) ? lastStep(disk.name) : keptName(disk)
    return { do: 'rename', from: disk.name, to: `${heir.files.name}/${name}`, ...leftAlone(disk) }
  }
  return undefined
}

/** How a disk is renamed that only snapshots need: one that is a file system would be mounted where nobody looks for it. */
export function leftAlone({ kind }: TreeDataset): { readonly unmounted?: true } {
  return kind === 'filesystem' ? { unmounted: true } : {}
}

function isPartOf(files: TreeDataset, { label, createTxg }: TreeSnapshot): boolean {
  return files.snapshots.some((snapshot) => snapshot.label === label && snapshot.createTxg === createTxg)
}

export interface Lost {
  readonly dataset: TreeDataset
  readonly snapshot: TreeSnapshot
}

/** The snapshots that go with a line: after the last point at which another one leaves it. */
export function lostWith(family: Family, line: Line): Lost[] {
  const others = heirs(family).filter((other) => other !== line)
  const forks = line.files.snapshots.filter(({ clones }) =>
    others.some(({ files }) => clones.includes(files.name)),
  )
  const last = Math.max(-1, ...forks.map(({ createTxg }) => createTxg))
  return membersOf(line).flatMap((dataset) =>
    dataset.snapshots
      .filter((snapshot) => snapshot.createTxg > last)
      .map((snapshot) => ({ dataset, snapshot })),
  )
}

/**
 * Removes a VM with all its lines, for good. It goes out of sight first; `place` is its file system, among the VMs or in the bin. Without
 * a place, only what an earlier removal left goes. Lines that are not in the tree stay: they are another one's.
 */
export function nextRemovingVm(
  tree: Tree,
  layout: StoreLayout,
  uuid: string,
  place: string,
  sweep?: NextStep,
): Step | undefined {
  const gone = layout.gone(uuid)
  const goneBranches = layout.gone(uuid, 'branches')
  // Made for a going back that never came to its end.
  const coming = tree.filter(({ name }) => isNewLine(layout, uuid, name)).map(({ name }) => name)
  const files = find(tree, place)
  if (files && isOf(files, uuid)) {
    if (find(tree, gone)) return nextDestroying(tree, [gone, goneBranches], sweep)
    return { do: 'rename', from: place, to: gone }
  }
  if (!find(tree, gone)) return nextDestroying(tree, [goneBranches], sweep)
  // All that is meant is out of sight before the first of it goes.
  const branches = layout.branchesOf(uuid)
  if (!find(tree, branches)) return nextDestroying(tree, [...coming, goneBranches, gone], sweep)
  return find(tree, goneBranches)
    ? nextDestroying(tree, [goneBranches], sweep)
    : { do: 'rename', from: branches, to: goneBranches }
}

/** Whether a dataset is a line of this VM that is being made, whatever the VM is called. */
export function isNewLine({ scratch }: StoreLayout, uuid: string, name: string): boolean {
  return parentName(name) === scratch && lastStep(name).startsWith(`line-${uuid}-`)
}

/**
 * Removes points, those of a dataset together. Of each point its file system's snapshot goes last, so that it is seen until all of it is gone.
 */
export function nextRemovingPoints(
  tree: Tree,
  layout: StoreLayout,
  vm: VmInStore,
  ids: readonly string[],
): Step | undefined {
  const family = familyOf(tree, layout, vm)
  const doomed = pointsOf(family).filter(({ id }) => ids.includes(id))
  const ofDisks = doomed.flatMap(({ members }) => members.slice(0, -1))
  const rest = ofDisks.length > 0 ? ofDisks : doomed.flatMap(({ members }) => members)
  const [first] = rest
  if (!first) return nextForgetting(family)
  const together = rest.filter(({ dataset }) => dataset === first.dataset)
  return destroySnapshots(
    first.dataset,
    together.map(({ snapshot }) => snapshot),
  )
}

/** Destroys a removed disk of which no snapshot is left that needs it. */
function nextForgetting(family: Family): Step | undefined {
  const [first] = linesOf(family)
    .flatMap(({ kept }) => kept)
    .filter(({ snapshots }) => snapshots.length === 0)
  return first && { do: 'destroy', dataset: first.name, guid: first.guid }
}
