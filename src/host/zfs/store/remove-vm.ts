import { throwIfProblems } from '../../../domain/problem.ts'
import { isDisk } from './family.ts'
import { sweepImages } from './images.ts'
import { seatOf } from './layout.ts'
import { clonePrefix, marks } from './marks.ts'
import { whyNotDestroy } from './obstacles.ts'
import { nextSweeping } from './plan-destroy.ts'
import { isNewLine, nextRemovingVm } from './plan-remove.ts'
import { assertUnused, carryOut, type ZfsStore } from './store.ts'
import type { Step } from './step.ts'
import { find, parentName, splitSnapshot, within, type Tree } from './tree.ts'
import type { NextStep } from './unfold.ts'

/** Removes a VM with its lines for good; `place` is its file system. What is not its own, or not there, is left alone. */
export async function removeVm(store: ZfsStore, vm: string, uuid: string, place: string): Promise<void> {
  const { layout, zfs } = store
  const gone = [layout.gone(uuid), layout.gone(uuid, 'branches')]
  // Lines that were left belong to whichever file system has the uuid: where there is a second one, they stay with that.
  const containers = [layout.root, layout.bin, layout.scratch]
  const seats = await zfs.look(containers, { depth: 1, kinds: ['filesystem'] })
  const isAlone = !seats.some(
    ({ name, own }) => own[marks.vm] === uuid && name !== place && parentName(name) !== layout.scratch,
  )
  const lines = isAlone
    ? [
        layout.branchesOf(uuid),
        ...seats.filter(({ name }) => isNewLine(layout, uuid, name)).map(({ name }) => name),
      ]
    : []
  await destroyWithCare(store, {
    vm,
    what: `VM ${vm}`,
    uuid,
    roots: [place, ...lines, ...gone],
    next: (tree, sweep) => nextRemovingVm(tree, layout, uuid, place, sweep),
    isThere: (tree) => find(tree, place)?.own[marks.vm] === uuid,
    isLeftOver: (tree) => gone.some((name) => find(tree, name)),
  })
}

export interface Destruction {
  readonly vm: string
  /** As people know it. */
  readonly what: string
  readonly uuid: string
  /** What is to go, with all below it. */
  readonly roots: readonly string[]
  /** What is looked at to decide it; the same by default. */
  readonly look?: readonly string[] | undefined
  readonly next: (tree: Tree, sweep: NextStep) => Step | undefined
  readonly isThere: (tree: Tree) => boolean
  /** Whether an earlier time did not come to its end. */
  readonly isLeftOver: (tree: Tree) => boolean
}

/**
 * Carries out a plan that destroys datasets: refuses if any of them is not Kiste's, in use, held, or stood on by others; then does it, and
 * sweeps what only they needed: snapshots taken for clones, and images.
 */
export async function destroyWithCare(store: ZfsStore, wish: Destruction): Promise<void> {
  const { vm, what, uuid, roots, next, isThere, isLeftOver } = wish
  await store.ready()
  await store.readers.dismiss(vm, uuid, 'all')
  const isDone = await store.inTurn('clones', async () => {
    const seen = await store.zfs.look(wish.look ?? roots, { snapshots: true })
    if (!isThere(seen) && !isLeftOver(seen)) return false
    const beside = linesBeside(store, seen)
    // What the part that is gone by now stood on is not known any more.
    const others = isLeftOver(seen) ? await linesWithClones(store) : []
    const lines = [...new Set([...beside, ...others])].filter((line) => !find(seen, line))
    const tree = [...seen, ...(await store.zfs.look(lines, { snapshots: true }))]
    throwIfProblems(whyNotDestroy(tree, store.layout, { what, uuid, roots }))
    const doomed = roots.flatMap((root) => within(seen, root))
    await assertUnused(store, vm, doomed.filter(isDisk))
    await carryOut(store, tree, (now) => next(now, (then) => nextSweeping(then, lines)))
    return true
  })
  if (isDone) await sweepImages(store)
}

/** Lines that have snapshots for clones. */
async function linesWithClones({ layout, zfs }: ZfsStore): Promise<string[]> {
  const names = (await zfs.snapshotNames(layout.root)).map(splitSnapshot)
  const lines = names
    .filter(({ label }) => label.startsWith(clonePrefix))
    .flatMap(({ dataset }) => {
      const seat = seatOf(layout, dataset)
      if (seat.in === 'none' || seat.in === 'images') return []
      return [seat.disk === undefined ? dataset : parentName(dataset)]
    })
  return [...new Set(lines)]
}

/** Lines of other VMs that these datasets stand on, or that stand on these. */
export function linesBeside({ layout }: Pick<ZfsStore, 'layout'>, tree: Tree): string[] {
  const names = tree.flatMap(({ origin, snapshots }) => [
    ...(origin === undefined ? [] : [splitSnapshot(origin).dataset]),
    ...snapshots.flatMap(({ clones }) => clones),
  ])
  const lines = names
    .filter((name) => !find(tree, name))
    .filter((name) => {
      const seat = seatOf(layout, name)
      return seat.in !== 'none' && 'disk' in seat && seat.disk !== undefined
    })
    .map(parentName)
  return [...new Set(lines)].filter((line) => !find(tree, line))
}
