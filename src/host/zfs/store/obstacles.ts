import type { Problem } from '../../../domain/problem.ts'
import { isDisk, isOf } from './family.ts'
import { seatOf, type StoreLayout } from './layout.ts'
import { holdPrefix, marks, parseAuthor } from './marks.ts'
import { find, fullName, parentName, within, type Tree, type TreeDataset, type TreeSnapshot } from './tree.ts'

/** What is to be moved or destroyed: datasets of one VM, with all below them. */
export interface Target {
  /** As people know it. */
  readonly what: string
  readonly uuid: string
  readonly roots: readonly string[]
}

/** Why datasets cannot be moved: what is below them and is not Kiste's would come along. */
export function whyNotMove(tree: Tree, target: Target): Problem[] {
  return strangers(tree, target).map(({ name }) => ({
    code: 'foreign_object',
    object: { type: 'dataset', name },
    message: `The dataset ${name} lies below ${target.what}, and Kiste did not make it.`,
    hint: `Move it elsewhere first: zfs rename ${name} OTHER`,
  }))
}

/** Why datasets cannot be destroyed: what is not Kiste's, what is held, and what others' clones stand on. */
export function whyNotDestroy(tree: Tree, layout: StoreLayout, target: Target): Problem[] {
  const doomed = target.roots.flatMap((root) => within(tree, root))
  return [
    ...whyNotMove(tree, target),
    ...doomed.flatMap((dataset) =>
      dataset.snapshots.flatMap((snapshot) => whyNotLose(tree, layout, doomed, dataset, snapshot)),
    ),
  ]
}

function whyNotLose(
  tree: Tree,
  layout: StoreLayout,
  doomed: readonly TreeDataset[],
  dataset: TreeDataset,
  snapshot: TreeSnapshot,
): Problem[] {
  const name = fullName(dataset, snapshot)
  const problems: Problem[] = []
  if (parseAuthor(snapshot.own) === undefined) problems.push(othersSnapshot(name))
  return [...problems, ...whyHeld(name, snapshot), ...whyNeeded(tree, layout, doomed, name, snapshot)]
}

export function othersSnapshot(name: string): Problem {
  return {
    code: 'foreign_object',
    object: { type: 'snapshot', name },
    message: `The snapshot ${name} was not taken by Kiste, so it does not go along.`,
    hint: `Remove it first if it is not needed: zfs destroy ${name}`,
  }
}

/** Why a snapshot has to stay: another tool holds it. What people hold with Kiste goes with what they delete. */
function whyHeld(name: string, { holds }: TreeSnapshot): Problem[] {
  const others = holds.filter((tag) => !tag.startsWith(holdPrefix))
  if (others.length === 0) return []
  return [
    {
      code: 'in_use',
      object: { type: 'snapshot', name },
      message: `The snapshot ${name} is held by another tool: ${others.join(', ')}.`,
      hint: `Let it go first, if it is not needed: zfs release ${others[0] ?? ''} ${name}`,
    },
  ]
}

function whyNeeded(
  tree: Tree,
  layout: StoreLayout,
  doomed: readonly TreeDataset[],
  name: string,
  { clones }: TreeSnapshot,
): Problem[] {
  const others = clones.filter(
    (clone) => !doomed.some((dataset) => dataset.name === clone) && !isOfStore(tree, layout, clone),
  )
  return others.map((clone) => ({
    code: 'in_use',
    object: { type: 'snapshot', name },
    message: `The dataset ${clone} is a clone of ${name}, and Kiste did not make it.`,
    hint: `Make it stand alone first: zfs promote ${clone}`,
  }))
}

/** Whether a dataset is one of the store's own: then what it stands on can be handed over to it. */
export function isOfStore(tree: Tree, layout: StoreLayout, name: string): boolean {
  const dataset = find(tree, name)
  return (
    dataset !== undefined &&
    seatOf(layout, name).in !== 'none' &&
    (isDisk(dataset) || dataset.own[marks.vm] !== undefined)
  )
}

function strangers(tree: Tree, { uuid, roots }: Target): TreeDataset[] {
  const isOurs = (dataset: TreeDataset): boolean => {
    if (isOf(dataset, uuid) || dataset.own[marks.part] !== undefined) return true
    const above = find(tree, parentName(dataset.name))
    return isDisk(dataset) && above !== undefined && isOf(above, uuid)
  }
  return roots.flatMap((root) => within(tree, root)).filter((dataset) => !isOurs(dataset))
}
