import { firstBranch } from '../../../domain/snapshot.ts'
import type { Leaving } from '../../snapshot-host.ts'
import { diskOf, familyOf, isDisk, membersOf, type Family, type Line, type VmInStore } from './family.ts'
import type { StoreLayout } from './layout.ts'
import { formatConsistency, marks, type Marks } from './marks.ts'
import { pointsOf, takenOf, type Point } from './points.ts'
import type { Step } from './step.ts'
import { childrenOf, find, fullName, type Tree, type TreeDataset } from './tree.ts'

export interface LinePlan {
  readonly layout: StoreLayout
  readonly vm: VmInStore
}

/**
 * Going back: the new line is made whole aside, from clones; then the current one moves to the branches and the new one takes its place.
 * Nothing of either is ever half there, and both stay if the power goes in between.
 */
export function nextGoingBack(
  tree: Tree,
  { layout, vm }: LinePlan,
  to: { readonly snapshot: string; readonly branch: string; readonly leaving: Leaving },
): Step | undefined {
  const family = familyOf(tree, layout, vm)
  const { current } = family
  if (current?.branch === to.branch) return undefined
  const coming = layout.newLine(vm.uuid, vm.vm)
  if (!current) return { do: 'rename', from: coming, to: layout.vm(vm.vm) }
  const point = pointsOf(family).find(({ id }) => id === to.snapshot)
  if (!point) return undefined
  return (
    nextLeaving(tree, layout, current, vm, to.leaving) ??
    nextMakingLine(tree, coming, point, family, to.branch) ?? {
      do: 'rename',
      from: current.files.name,
      to: layout.branch(vm.uuid, current.branch),
    }
  )
}

/** Switching: the current line moves to the branches, the other one takes its place. */
export function nextSwitching(
  tree: Tree,
  { layout, vm }: LinePlan,
  to: string,
  leaving: Leaving,
): Step | undefined {
  const { current } = familyOf(tree, layout, vm)
  if (current?.branch === to) return undefined
  if (!current) return { do: 'rename', from: layout.branch(vm.uuid, to), to: layout.vm(vm.vm) }
  return (
    nextLeaving(tree, layout, current, vm, leaving) ?? {
      do: 'rename',
      from: current.files.name,
      to: layout.branch(vm.uuid, current.branch),
    }
  )
}

/** A VM that lost its current line to a power cut gets the one that was made for it; one that was made in vain goes. */
export function nextHealing(tree: Tree, { layout, vm }: LinePlan): Step | undefined {
  const { current, coming } = familyOf(tree, layout, vm)
  const name = layout.newLine(vm.uuid, vm.vm)
  if (!current) return coming && { do: 'rename', from: name, to: layout.vm(vm.vm) }
  return nextDiscarding(tree, name)
}

/** Keeps what the current line is at the moment, says since when it is left, and makes room for it. */
function nextLeaving(
  tree: Tree,
  layout: StoreLayout,
  current: Line,
  { uuid }: VmInStore,
  leaving: Leaving,
): Step | undefined {
  const { files, branch } = current
  if (!files.snapshots.some(({ label }) => label === leaving.snapshot))
    return {
      do: 'snapshot',
      snapshots: takenOf(current).map((dataset) => fullName(dataset, { label: leaving.snapshot })),
      properties: {
        [marks.by]: 'leaving',
        [marks.createdAt]: leaving.at,
        [marks.consistency]: formatConsistency([{ uuid, consistency: 'off' }]),
      },
    }
  if (files.own[marks.left] !== leaving.at || (files.own[marks.branch] ?? firstBranch) !== branch)
    return {
      do: 'set',
      dataset: files.name,
      properties: { [marks.branch]: branch, [marks.left]: leaving.at },
    }
  const container = layout.branchesOf(uuid)
  const properties = { canmount: 'off', [marks.part]: 'branches' }
  return nextMarked(tree, { do: 'create', dataset: container, properties })
}

function nextMakingLine(
  tree: Tree,
  name: string,
  point: Point,
  family: Family,
  branch: string,
): Step | undefined {
  const wished = [...point.members].toReversed().map(({ dataset, snapshot }) => {
    const isFiles = dataset === point.line.files
    return {
      name: isFiles ? name : `${name}/${diskOf(dataset)}`,
      origin: fullName(dataset, snapshot),
      marks: isFiles ? { [marks.vm]: family.uuid, [marks.branch]: branch } : { [marks.disk]: family.uuid },
      settings: settingsFor(family, dataset),
    }
  })
  const [files] = wished
  const there = find(tree, name)
  if (there && (there.origin !== files?.origin || (there.own[marks.branch] ?? branch) !== branch))
    return nextDiscarding(tree, name)
  for (const { name, origin, marks, settings } of wished) {
    const properties = { ...settings, ...marks }
    const step = nextMarked(tree, { do: 'clone', snapshot: origin, dataset: name, properties })
    if (step) return step
  }
  return undefined
}

/** What people set on a dataset of the current line counts for the new one too; else what they had set on the old one. */
function settingsFor({ current }: Family, dataset: TreeDataset): Marks {
  const same = current && membersOf(current).find((member) => sameRole(current, member, dataset))
  return same?.settings ?? dataset.settings ?? {}
}

function sameRole({ files }: Line, member: TreeDataset, dataset: TreeDataset): boolean {
  if (member === files || !isDisk(dataset)) return member === files && !isDisk(dataset)
  // What is set on a volume says nothing of a file system, and the other way round.
  return member.kind === dataset.kind && diskOf(member) === diskOf(dataset)
}

/** Makes a dataset, or finishes one that the power cut off before its properties were on it: ZFS makes first and then sets. */
function nextMarked(tree: Tree, make: Extract<Step, { do: 'create' | 'clone' }>): Step | undefined {
  const { dataset, properties } = make
  const there = find(tree, dataset)
  if (!there) return make
  const own = Object.entries(properties).filter(([name]) => name.startsWith('kiste:'))
  const isMarked = own.every(([mark, value]) => there.own[mark] === value)
  return isMarked ? undefined : { do: 'set', dataset, properties }
}

function nextDiscarding(tree: Tree, name: string): Step | undefined {
  const doomed = [...childrenOf(tree, name), ...(find(tree, name) ? [find(tree, name)!] : [])]
  const [first] = doomed
  return first && { do: 'destroy', dataset: first.name, guid: first.guid }
}
