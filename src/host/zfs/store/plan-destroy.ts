import { isDisk } from './family.ts'
import { clonePrefix, copyPrefix, marks, parseAuthor } from './marks.ts'
import type { Step } from './step.ts'
import { find, fullName, within, type Tree, type TreeDataset, type TreeSnapshot } from './tree.ts'
import type { NextStep } from './unfold.ts'

/**
 * Destroys these datasets and all below them, one by one and by guid, after what people held of them is let go: disks, then what `sweep` finds, then file systems, so that what has
 * to be swept is found again after a power cut as long as anything is left. Clones of them that stay are promoted first, when of all
 * snapshots only those are left that they need: then nothing else moves over to them.
 */
export function nextDestroying(
  tree: Tree,
  roots: readonly string[],
  sweep: NextStep = () => undefined,
): Step | undefined {
  const doomed = roots.flatMap((root) => within(tree, root))
  if (doomed.length === 0) return undefined
  const disks = doomed.filter((dataset) => dataset.kind === 'volume' || isDisk(dataset))
  return disks.length > 0 ? nextOfKind(tree, disks) : (sweep(tree) ?? nextOfKind(tree, doomed))
}

function nextOfKind(tree: Tree, doomed: readonly TreeDataset[]): Step | undefined {
  const isDoomed = (name: string) => doomed.some((other) => other.name === name)
  for (const dataset of doomed) {
    const free = dataset.snapshots.filter(({ clones }) => clones.length === 0)
    const held = free.find(({ holds }) => holds.length > 0)
    const [tag] = held?.holds ?? []
    if (held && tag !== undefined) return { do: 'release', snapshots: [fullName(dataset, held)], tag }
    if (free.length > 0) return destroySnapshots(dataset, free)
    const { name, guid, snapshots } = dataset
    if (snapshots.length === 0 && within(tree, name).length === 1)
      return { do: 'destroy', dataset: name, guid }
  }
  // All that is left has clones. First those of which no clone goes too, as that one would be handed over in vain.
  const ready = doomed.find(
    ({ snapshots }) => snapshots.length > 0 && !snapshots.some(({ clones }) => clones.some(isDoomed)),
  )
  const heir = ready?.snapshots.at(-1)?.clones[0]
  if (!ready || heir === undefined) return undefined
  return nextGivingAway(ready) ?? { do: 'promote', dataset: heir }
}

/**
 * What people took goes over as what was taken for a clone: it is none of the heir's own points, whose names it must not take, and goes when
 * nothing stands on it any more.
 */
function nextGivingAway(dataset: TreeDataset): Step | undefined {
  const snapshot = dataset.snapshots.find((one) => !isForClones(one))
  if (!snapshot) return undefined
  if (parseAuthor(snapshot.own) !== 'clone')
    return { do: 'mark-snapshot', snapshot: fullName(dataset, snapshot), marks: { [marks.by]: 'clone' } }
  const to = `${clonePrefix}${snapshot.guid.replaceAll(/[^\w-]/g, '-')}`
  return { do: 'rename-snapshot', dataset: dataset.name, label: snapshot.label, to }
}

/** Destroys snapshots that were taken for clones, where none of a VM's datasets has a clone of them any more. */
export function nextSweeping(tree: Tree, places: readonly string[]): Step | undefined {
  for (const place of places) {
    const members = within(tree, place)
    const labels = new Set(
      members.flatMap(({ snapshots }) => snapshots.filter(isForClones).map(({ label }) => label)),
    )
    for (const label of labels) {
      const taken = members.flatMap((dataset) =>
        dataset.snapshots
          .filter((snapshot) => snapshot.label === label && isForClones(snapshot))
          .map((snapshot) => ({ dataset, snapshot })),
      )
      const isNeeded = taken.some(({ snapshot }) => snapshot.clones.length > 0 || snapshot.holds.length > 0)
      const [first] = isNeeded ? [] : taken.toReversed()
      if (first) return destroySnapshots(first.dataset, [first.snapshot])
    }
  }
  return undefined
}

function isForClones({ label, own }: TreeSnapshot): boolean {
  const isNamedSo = label.startsWith(clonePrefix) || label.startsWith(copyPrefix)
  return isNamedSo && parseAuthor(own) === 'clone'
}

export function destroySnapshots(dataset: TreeDataset, snapshots: readonly TreeSnapshot[]): Step {
  return {
    do: 'destroy-snapshots',
    dataset: dataset.name,
    snapshots: snapshots.map(({ label, guid }) => ({ label, guid })),
  }
}

/** Destroys a container that has become empty, unless others took snapshots of it. */
export function nextTidying(tree: Tree, container: string): Step | undefined {
  const there = find(tree, container)
  if (!there || there.snapshots.length > 0 || within(tree, container).length > 1) return undefined
  return { do: 'destroy', dataset: there.name, guid: there.guid }
}
