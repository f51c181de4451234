import { chmod } from 'node:fs/promises'
import { storeLocked } from '../../../domain/key-lock.ts'
import { throwIfProblems, type Problem } from '../../../domain/problem.ts'
import { MiB } from '../../../domain/size.ts'
import { folderMode, namesIn } from '../../store-files.ts'
import { noPool } from '../../store-problems.ts'
import { storeParts, type StoreLayout } from './layout.ts'
import { marks, type Marks } from './marks.ts'
import { renewReserve } from './reserve.ts'
import { commandOf, type Step } from './step.ts'
import { carryOut } from './store.ts'
import type { StoreZfs } from './store-zfs.ts'
import { childrenOf, find, type Tree, type TreeDataset } from './tree.ts'

export interface StoreWish {
  /** Whether this OpenZFS knows the property `direct`. */
  readonly directIo: boolean
}

/**
 * What is missing of a store, one after the other. Disks are seen as devices without partitions, their snapshots not at all; QEMU opens
 * raw files for direct I/O, which ZFS up to 2.4 answers with stalls while a guest changes a page on its way (zfs#18610).
 */
export function nextMakingStore(tree: Tree, layout: StoreLayout, { directIo }: StoreWish): Step | undefined {
  const root = {
    mountpoint: layout.mountpoint,
    canmount: 'on',
    volmode: 'dev',
    snapdev: 'hidden',
    ...(directIo ? { direct: 'disabled' } : {}),
    [marks.store]: '1',
  }
  const step = nextMarked(tree, layout.root, root)
  if (step) return step
  for (const [part, name] of Object.entries(storeParts)) {
    const properties = {
      canmount: 'off',
      ...(readOnlyParts.has(part) ? { readonly: 'on' } : {}),
      [marks.part]: part,
    }
    const step = nextMarked(tree, `${layout.root}/${name}`, properties)
    if (step) return step
  }
  return undefined
}

/** What is put in these is not written to until it is taken out. */
const readOnlyParts: ReadonlySet<string> = new Set(['bin', 'branches', 'images'])

function nextMarked(tree: Tree, dataset: string, properties: Marks): Step | undefined {
  const there = find(tree, dataset)
  if (!there) return { do: 'create', dataset, properties }
  const isMarked = Object.keys(properties).some((name) => there.own[name] !== undefined)
  return isMarked ? undefined : { do: 'set', dataset, properties }
}

/** What a person would type for what counts of it. */
export function makeStoreCommand(layout: StoreLayout): string {
  const step = nextMakingStore([], layout, { directIo: false })
  return step ? commandOf(step) : ''
}

/** What stands in the way of a store, or of what is missing of it. */
export async function storeObstacles(zfs: StoreZfs, layout: StoreLayout): Promise<Problem[]> {
  const { lockedBy } = await poolRoot(zfs, layout)
  // Nothing can be made in it, whatever else there is.
  if (lockedBy !== undefined) return [storeLocked(layout.pool, lockedBy)]
  return obstaclesIn(await lookForStore(zfs, layout), layout)
}

/** Makes the store of a pool, or what is missing of it. Rejects with `foreign_object` if something else has its name. */
export async function makeStore(zfs: StoreZfs, layout: StoreLayout, wish: StoreWish): Promise<void> {
  const { lockedBy } = await poolRoot(zfs, layout)
  throwIfProblems(lockedBy === undefined ? [] : [storeLocked(layout.pool, lockedBy)])
  const tree = await lookForStore(zfs, layout)
  throwIfProblems(await obstaclesIn(tree, layout))
  await carryOut({ zfs }, tree, (now) => nextMakingStore(now, layout, wish))
  await zfs.mount(layout.root, layout.mountpoint)
  await chmod(layout.mountpoint, folderMode)
  await renewReserve({ layout, zfs })
}

async function poolRoot(zfs: StoreZfs, { pool }: StoreLayout): Promise<TreeDataset> {
  const found = find(await zfs.look([pool], { depth: 0 }), pool)
  if (!found) throw noPool(pool)
  return found
}

function lookForStore(zfs: StoreZfs, { root }: StoreLayout): Promise<Tree> {
  return zfs.look([root], { depth: 1, snapshots: true })
}

async function obstaclesIn(tree: Tree, layout: StoreLayout): Promise<Problem[]> {
  const isNew = find(tree, layout.root)?.own[marks.store] === undefined
  const isHiding = isNew && (await namesIn(layout.mountpoint)).length > 0
  return [...strangers(tree, layout), ...(isHiding ? [wouldHide(layout)] : [])]
}

function wouldHide({ mountpoint, pool }: StoreLayout): Problem {
  return {
    code: 'foreign_object',
    object: { type: 'file', name: mountpoint },
    message: `${mountpoint} is not empty, and the store of ${pool} would hide what is in it.`,
    hint: 'Move its contents elsewhere first.',
  }
}

/** An unmarked dataset that holds nothing may be what a power cut left of an earlier try; one that holds something is not ours. */
function strangers(tree: Tree, layout: StoreLayout): Problem[] {
  const parts = Object.values(storeParts).map((name) => `${layout.root}/${name}`)
  const isTaken = (dataset: TreeDataset | undefined, mark: string) =>
    dataset !== undefined &&
    dataset.own[mark] === undefined &&
    (dataset.snapshots.length > 0 || childrenOf(tree, dataset.name).length > 0 || dataset.ownBytes > MiB)
  const taken = [
    ...(isTaken(find(tree, layout.root), marks.store) ? [layout.root] : []),
    ...parts.filter((part) => isTaken(find(tree, part), marks.part)),
  ]
  return taken.map((name) => ({
    code: 'foreign_object',
    object: { type: 'dataset', name },
    message: `The dataset ${name} holds something, and Kiste did not make it.`,
    hint: `Move it elsewhere first: zfs rename ${name} OTHER`,
  }))
}
