import type { Leaving } from '../../snapshot-host.ts'
import { foreignPlace, noPlace, placeOfAnother } from '../../store-problems.ts'
import { familyOf, isOf, type Family, type Line, type VmInStore } from './family.ts'
import { marks } from './marks.ts'
import { nextHealing, nextSwitching } from './plan-lines.ts'
import { carryOut, type ZfsStore } from './store.ts'
import { seatOf, type StoreLayout } from './layout.ts'
import { find, within, type Tree } from './tree.ts'
import { unfold } from './unfold.ts'
import { applyStep } from './apply-step.ts'

/** A VM with all its lines and snapshots, as found. */
export interface KnownVm {
  readonly vm: VmInStore
  readonly tree: Tree
  readonly family: Family & { readonly current: Line }
}

/** Looks at a VM's lines. What a power cut left half-changed is shown as it will be, and left for the next change to finish. */
export async function seeVm(store: ZfsStore, vm: VmInStore): Promise<KnownVm> {
  return known(store, healed(store, await lookAt(store, vm), vm), vm)
}

/** The same of some VMs, or of all that have a place in the store, in one look. What is wrong with one is said when that one is asked for. */
export async function seeVms(store: ZfsStore, of?: readonly VmInStore[]): Promise<readonly SeenVm[]> {
  const { layout, zfs } = store
  const roots = of?.flatMap((vm) => rootsOf(layout, vm)) ?? [layout.root]
  if (roots.length === 0) return []
  const all = await zfs.look(roots, { snapshots: true })
  return (of ?? vmsIn(layout, all)).map(({ vm, uuid }): SeenVm => {
    const one = { vm, uuid }
    const tree = rootsOf(layout, one).flatMap((root) => within(all, root))
    return { ...one, known: () => known(store, healed(store, tree, one), one) }
  })
}

export interface SeenVm extends VmInStore {
  readonly known: () => KnownVm
}

function vmsIn(layout: StoreLayout, all: Tree): VmInStore[] {
  return all.flatMap((files) => {
    const seat = seatOf(layout, files.name)
    const uuid = files.own[marks.vm]
    if (seat.in !== 'vms' || seat.disk !== undefined || uuid === undefined || !isOf(files, uuid)) return []
    return [{ vm: seat.vm, uuid }]
  })
}

/** The same before a change: what a power cut left is finished first. Nothing else changes this VM meanwhile. */
export async function takeVm(store: ZfsStore, vm: VmInStore): Promise<KnownVm> {
  const { layout, zfs } = store
  await store.ready()
  const found = await lookAt(store, vm)
  const steps = unfold(found, (now) => nextHealing(now, { layout, vm }))
  if (steps.length === 0) return known(store, found, vm)
  for (const step of steps) await zfs.run(step)
  return known(store, await lookAt(store, vm), vm)
}

/**
 * Finishes a switch that the power cut off when one line had left and the other was not there yet; the switch alone knows which one comes.
 * Returns whether there was one.
 */
export async function finishSwitch(
  store: ZfsStore,
  vm: VmInStore,
  to: string,
  leaving: Leaving,
): Promise<boolean> {
  const { layout } = store
  await store.ready()
  const tree = await lookAt(store, vm)
  const { current, coming, left } = familyOf(tree, layout, vm)
  if (current || coming || find(tree, layout.vm(vm.vm))) return false
  const hasLeft = left.some(({ files }) => files.own[marks.left] === leaving.at)
  if (!hasLeft || !left.some(({ branch }) => branch === to)) return false
  await carryOut(store, tree, (now) => nextSwitching(now, { layout, vm }, to, leaving))
  return true
}

function lookAt({ layout, zfs }: ZfsStore, vm: VmInStore): Promise<Tree> {
  return zfs.look(rootsOf(layout, vm), { snapshots: true })
}

function rootsOf(layout: StoreLayout, { vm, uuid }: VmInStore): readonly string[] {
  return [layout.vm(vm), layout.branchesOf(uuid), layout.newLine(uuid, vm)]
}

function healed({ layout }: ZfsStore, found: Tree, vm: VmInStore): Tree {
  return unfold(found, (now) => nextHealing(now, { layout, vm })).reduce(applyStep, found)
}

function known({ layout }: ZfsStore, tree: Tree, vm: VmInStore): KnownVm {
  const family = familyOf(tree, layout, vm)
  const { current } = family
  if (current) return { vm, tree, family: { ...family, current } }
  const files = find(tree, layout.vm(vm.vm))
  if (!files) throw noPlace(vm.vm)
  if (files.own[marks.vm] === undefined) throw foreignPlace(vm.vm, files.name)
  throw placeOfAnother(vm.vm, layout.place(vm.vm).path)
}
