import { familyOf, isOf, linesOf, membersOf, type Family, type Line, type VmInStore } from './family.ts'
import type { StoreLayout } from './layout.ts'
import { nextDestroying, nextTidying } from './plan-destroy.ts'
import { pointsOf } from './points.ts'
import type { Step } from './step.ts'
import { find, findSnapshot, splitSnapshot, type Tree, type TreeDataset, type TreeSnapshot } from './tree.ts'
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
  if (!line) return nextDestroying(tree, [gone], sweep) ?? nextTidying(tree, layout.branchesOf(vm.uuid))
  const heir = heirOf(family, line)
  if (heir !== undefined) return { do: 'promote', dataset: heir }
  // Left behind by a removal of an older branch of this name.
  if (find(tree, gone)) return nextDestroying(tree, [gone], sweep)
  return { do: 'rename', from: line.files.name, to: gone }
}

/** The dataset of another line to which snapshots of this one have to move next; undefined when no line stands on it. */
function heirOf(family: Family, line: Line): string | undefined {
  const others = heirs(family).filter((other) => other !== line)
  for (const dataset of membersOf(line)) {
    for (const snapshot of dataset.snapshots.toReversed()) {
      const heir = others.flatMap(membersOf).find((member) => snapshot.clones.includes(member.name))
      if (heir) return heir.name
    }
  }
  return undefined
}

/** The current line before all others, then the oldest: as `withoutBranch` of the domain has it. */
function heirs(family: Family): Line[] {
  return linesOf(family).filter((line) => line !== family.coming)
}

export interface Lost {
  readonly dataset: TreeDataset
  readonly snapshot: TreeSnapshot
}

/** The snapshots that go with a line: after the last point at which another one leaves it. */
export function lostWith(tree: Tree, family: Family, line: Line): Lost[] {
  const others = heirs(family)
    .filter((other) => other !== line)
    .flatMap(membersOf)
  return membersOf(line).flatMap((dataset) => {
    const forks = others
      .map(({ origin }) => origin)
      .filter((origin) => origin !== undefined)
      .filter((origin) => splitSnapshot(origin).dataset === dataset.name)
      .map((origin) => findSnapshot(tree, origin)?.createTxg ?? 0)
    const last = Math.max(-1, ...forks)
    return dataset.snapshots
      .filter((snapshot) => snapshot.createTxg > last)
      .map((snapshot) => ({ dataset, snapshot }))
  })
}

/**
 * Removes a VM with all its lines, for good. It goes out of sight first; `place` is its file system, among the VMs or in the bin. Without
 * a place, only what an earlier removal left goes.
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
  // Those that are not looked at stay: they are another one's.
  const files = find(tree, place)
  if (files && isOf(files, uuid)) {
    if (find(tree, gone)) return nextDestroying(tree, [gone, goneBranches], sweep)
    return { do: 'rename', from: place, to: gone }
  }
  if (!find(tree, gone)) return nextDestroying(tree, [goneBranches], sweep)
  // All that is meant is out of sight before the first of it goes.
  const branches = layout.branchesOf(uuid)
  if (!find(tree, branches)) return nextDestroying(tree, [gone, goneBranches], sweep)
  return find(tree, goneBranches)
    ? nextDestroying(tree, [goneBranches], sweep)
    : { do: 'rename', from: branches, to: goneBranches }
}

/** Removes one point: its disks' snapshots first, so that it is seen until all of it is gone. */
export function nextRemovingPoint(
  tree: Tree,
  layout: StoreLayout,
  vm: VmInStore,
  id: string,
): Step | undefined {
  const family = familyOf(tree, layout, vm)
  const [first] = pointsOf(family).find((point) => point.id === id)?.members ?? []
  return (
    first && {
      do: 'destroy-snapshots',
      dataset: first.dataset.name,
      snapshots: [{ label: first.snapshot.label, guid: first.snapshot.guid }],
    }
  )
}
