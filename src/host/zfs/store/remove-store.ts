import { namesIn } from '../../store-files.ts'
import { storeHolds } from '../../store-problems.ts'
import { storeParts, type StoreLayout } from './layout.ts'
import { marks } from './marks.ts'
import { notesName } from './notes.ts'
import { destroySnapshots } from './plan-destroy.ts'
import type { Step } from './step.ts'
import { carryOut } from './store.ts'
import type { StoreZfs } from './store-zfs.ts'
import { find, fullName, parentName, within, type Tree, type TreeDataset } from './tree.ts'

/** Removes the store of a pool. Refuses with `in_use` while anything is in it, whoever made that. Absent is success. */
export async function removeStore(zfs: StoreZfs, layout: StoreLayout): Promise<void> {
  const tree = await zfs.look([layout.root], { snapshots: true })
  if (find(tree, layout.root)?.own[marks.store] === undefined) return
  const files = (await namesIn(layout.mountpoint)).filter((name) => !ownNames.has(name))
  const held = [...heldIn(tree, layout), ...files]
  if (held.length > 0) throw storeHolds(layout.pool, held)
  await carryOut({ zfs }, tree, (now) => nextRemovingStore(now, layout))
}

/** Parts are not mounted; where they are all the same, they are looked at as datasets. */
const ownNames: ReadonlySet<string> = new Set([...Object.values(storeParts), notesName])

/** What goes, one after the other: the copies of images, the parts, and last what says that it is a store. */
export function nextRemovingStore(tree: Tree, layout: StoreLayout): Step | undefined {
  for (const image of tree.filter((dataset) => isSpareImage(dataset, layout))) {
    if (image.snapshots.length > 0) return destroySnapshots(image, image.snapshots)
    return destroy(image)
  }
  const parts = Object.values(storeParts).toReversed()
  for (const name of [...parts.map((part) => `${layout.root}/${part}`), layout.root]) {
    const there = find(tree, name)
    if (there) return destroy(there)
  }
  return undefined
}

const destroy = ({ name, guid }: TreeDataset): Step => ({ do: 'destroy', dataset: name, guid })

function heldIn(tree: Tree, layout: StoreLayout): string[] {
  return within(tree, layout.root).flatMap((dataset) => {
    if (isSpareImage(dataset, layout)) return []
    const isOwn = dataset.own[marks.store] !== undefined || dataset.own[marks.part] !== undefined
    return [
      ...(isOwn ? [] : [dataset.name]),
      ...dataset.snapshots.map((snapshot) => fullName(dataset, snapshot)),
    ]
  })
}

/** A copy of an image that no disk stands on: the library has it still. */
function isSpareImage({ name, own, snapshots }: TreeDataset, { images }: StoreLayout): boolean {
  if (parentName(name) !== images || own[marks.image] === undefined) return false
  return snapshots.every(({ clones, holds }) => clones.length === 0 && holds.length === 0)
}
