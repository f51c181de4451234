import { familyOf } from './family.ts'
import { removeHalf, sweepImages } from './images.ts'
import { marks } from './marks.ts'
import { settleNotes } from './notes.ts'
import { nextDestroying } from './plan-destroy.ts'
import { nextHealing } from './plan-lines.ts'
import { destroyWithCare, removeVm } from './remove-vm.ts'
import { renewReserve } from './reserve.ts'
import { carryOut, type ZfsStore } from './store.ts'
import { childrenOf, find, lastStep } from './tree.ts'

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const goneVm = new RegExp(`^gone-(${uuid})(?:-branches)?$`)
const goneBranch = new RegExp(`^gone-(${uuid})-branch-`)
const newLine = new RegExp(`^line-(${uuid})-(.+)$`)
const half = /^(?:image|copy|read)-/

/**
 * Finishes what a power cut or a killed daemon left half-done. What has a name that only this store gives is its own; all else is left.
 * One thing that cannot be finished, because somebody holds it, keeps nothing else from being so: the problems are told one by one.
 */
export async function sweepStore(store: ZfsStore, onProblem: (error: unknown) => void): Promise<void> {
  const { layout, zfs } = store
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      onProblem(error)
    }
  }
  await attempt(() => settleNotes(store))
  const left = childrenOf(await zfs.look([layout.scratch], { depth: 1 }), layout.scratch)
  for (const { name } of left) {
    const step = lastStep(name)
    const line = newLine.exec(step)
    const vm = goneVm.exec(step)?.[1]
    const branch = goneBranch.exec(step)?.[1]
    if (line) await attempt(() => healLine(store, line[2] ?? '', line[1] ?? ''))
    // Nothing has this name, so only what has gone already goes on going.
    else if (vm !== undefined) await attempt(() => removeVm(store, vm, vm, `${layout.scratch}/none`))
    else if (branch !== undefined) await attempt(() => removeGoneBranch(store, branch, name))
    else if (half.test(step))
      await attempt(async () => {
        await zfs.abandonCopy(name)
        await removeHalf(store, name)
      })
  }
  await attempt(() => sweepImages(store))
  await attempt(async () => void (await renewReserve(store)))
}

async function removeGoneBranch(store: ZfsStore, uuid: string, name: string): Promise<void> {
  await destroyWithCare(store, {
    vm: uuid,
    what: `a branch of VM ${uuid}`,
    uuid,
    roots: [name],
    next: (tree, sweep) => nextDestroying(tree, [name], sweep),
    isThere: () => false,
    isLeftOver: (tree) => find(tree, name) !== undefined,
  })
}

/** A VM that lost its current line in the middle of going back gets the new one; a line that was made in vain goes. */
async function healLine(store: ZfsStore, vm: string, uuid: string): Promise<void> {
  const { layout, zfs } = store
  const seats = await zfs.look([layout.root, layout.bin], { depth: 1, kinds: ['filesystem'] })
  const elsewhere = seats.find(({ name, own }) => own[marks.vm] === uuid && name !== layout.vm(vm))
  const tree = await zfs.look([layout.vm(vm), layout.branchesOf(uuid), layout.newLine(uuid, vm)], {
    snapshots: true,
  })
  const plan = { layout, vm: { vm, uuid } }
  if (elsewhere) {
    // It has a current line under another name: this one is not wanted.
    const name = layout.newLine(uuid, vm)
    await carryOut(store, tree, (now) => nextDestroying(now, [name]))
    return
  }
  await carryOut(store, tree, (now) => nextHealing(now, plan))
  const place = layout.vm(vm)
  const healed = familyOf(await zfs.look([place]), layout, plan.vm).current
  if (healed) await zfs.mount(place, layout.pathOf(place))
}
