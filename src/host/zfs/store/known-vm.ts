import type { Leaving } from '../../snapshot-host.ts'
import { foreignPlace, noPlace, placeOfAnother } from '../../store-problems.ts'
import { familyOf, type Family, type Line, type VmInStore } from './family.ts'
import { marks } from './marks.ts'
import { nextHealing, nextSwitching } from './plan-lines.ts'
import { carryOut, type ZfsStore } from './store.ts'
import { find, type Tree } from './tree.ts'
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
  const { layout } = store
  const found = await lookAt(store, vm)
  const tree = unfold(found, (now) => nextHealing(now, { layout, vm })).reduce(applyStep, found)
  return known(store, tree, vm)
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

function lookAt({ layout, zfs }: ZfsStore, { vm, uuid }: VmInStore): Promise<Tree> {
  return zfs.look([layout.vm(vm), layout.branchesOf(uuid), layout.newLine(uuid, vm)], { snapshots: true })
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
