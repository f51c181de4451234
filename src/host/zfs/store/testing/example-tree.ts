import { marks } from '../marks.ts'
import { storeLayout } from '../layout.ts'
import type { Step } from '../step.ts'
import type { NextStep } from '../unfold.ts'
import { applyStep } from '../apply-step.ts'
import type { Tree, TreeDataset } from '../tree.ts'

export const layout = storeLayout('tank')
export const web = { vm: 'web', uuid: '11111111-1111-4111-8111-111111111111' }
export const db = { vm: 'db', uuid: '22222222-2222-4222-8222-222222222222' }

export function dataset(name: string, changes: Partial<TreeDataset> = {}): TreeDataset {
  return {
    name,
    kind: 'filesystem',
    guid: `guid of ${name}`,
    createTxg: 1,
    own: {},
    usedBytes: 0,
    ownBytes: 0,
    snapshots: [],
    ...changes,
  }
}

/** A store with nothing in it. */
export function emptyStore(): Tree {
  const part = (name: string) => dataset(name, { own: { [marks.part]: 'x' } })
  const { root, bin, branches, images, scratch } = layout
  return [
    dataset('tank'),
    dataset(root, { own: { [marks.store]: '1' } }),
    ...[bin, branches, images, scratch].map(part),
  ]
}

/** A VM with disks of these names: volumes, but for one that is called `data`, which is a file. */
export function vm({ vm: name, uuid }: typeof web, disks: readonly string[] = ['root'], createTxg = 2): Tree {
  const place = layout.vm(name)
  return [
    dataset(place, { own: { [marks.vm]: uuid }, createTxg }),
    ...disks.map((disk) =>
      dataset(`${place}/${disk}`, {
        ...(disk === 'data' ? {} : { kind: 'volume', sizeBytes: 2 ** 30 }),
        own: { [marks.disk]: uuid },
        createTxg,
      }),
    ),
  ]
}

export function applyAll(tree: Tree, steps: readonly Step[]): Tree {
  return steps.reduce(applyStep, tree)
}

/** Every way a plan can be cut off: between steps, and where ZFS has made something and not yet set its properties. */
export function cutsOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  return steps.flatMap((step, index) => {
    const before = steps.slice(0, index)
    const bare = step.do === 'clone' || step.do === 'create' ? [[...before, { ...step, properties: {} }]] : []
    return [before, ...bare]
  })
}

/** Runs a plan to its end, choosing each step by what came of the last. */
export function toTheEnd(tree: Tree, next: NextStep): Tree {
  let now = tree
  for (let step = next(now), count = 0; step; step = next(now), count += 1) {
    if (count > 1000) throw new Error(`goes round in circles at ${JSON.stringify(step)}`)
    now = applyStep(now, step)
  }
  return now
}

/** What matters of a tree: all but when, and under which guid, something was made. */
export function essence(tree: Tree): unknown {
  return tree
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ guid, createTxg, snapshots, ...rest }) => ({
      ...rest,
      isNew: guid.startsWith('made-') || createTxg > 1000,
      snapshots: snapshots.map(({ label, own, clones, holds }) => ({
        label,
        own,
        clones: clones.toSorted(),
        holds,
      })),
    }))
}
