import { planGoBack, type GoBackPlan, type GoBackWish } from './plan-go-back.ts'
import type { HoldPlan, OneSnapshotFacts } from './plan-remove-snapshot.ts'
import type { ReturnFacts } from './plan-return.ts'
import { planSnapshot, type SnapshotPlan, type SnapshotVmFacts, type SnapshotWish } from './plan-snapshot.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { snapshotRef, timeId, tryHold } from './snapshot-rules.ts'
import { triedFrom } from './tried-from.ts'
import { whyNotTouch } from './vm-rules.ts'

/**
 * Trying something out: a snapshot that is held under the name `try` is where a VM goes back to, until what was tried is kept (the hold
 * is let go) or discarded (the VM goes back). Nothing is removed by either: what was tried stays on its branch, what was before stays
 * a snapshot.
 */

export type TryWish = Omit<SnapshotWish, 'name'>
export type DiscardWish = Omit<GoBackWish, 'snapshot'>

/** Decides how a try begins. */
export function planTry(wish: TryWish, facts: SnapshotVmFacts, now: string): Checked<SnapshotPlan> {
  const { vm, history } = facts
  const underWay = triedFrom(history)
  const problems: Problem[] = underWay ? [isTried(vm.name, underWay.id)] : []
  const taken = history.snapshots.map((snapshot) => snapshot.id)
  const planned = planSnapshot({ ...wish, name: timeId(now, taken, 'try-') }, { vms: [facts], now }, tryHold)
  if (problems.length > 0 || !planned.ok) return refused(...problems, ...(planned.ok ? [] : planned.problems))
  return valid({
    ...planned.value,
    notes: [
      ...planned.value.notes,
      `When you know: kiste try keep ${vm.name}, or kiste try discard ${vm.name}.`,
    ],
  })
}

/** Decides how what was tried is kept. */
export function planKeepTry({ vm, store, history }: OneSnapshotFacts): Checked<HoldPlan> {
  const from = triedFrom(history)
  const problems = [...whyNotTouch(vm), ...(from ? [] : [notTried(vm.name)])]
  if (problems.length > 0 || !from) return refused(...problems)
  return valid({
    store,
    name: vm.name,
    uuid: vm.uuid,
    snapshot: from.id,
    hold: tryHold,
    needed: true,
    notes: [
      `What ${vm.name} was before stays as the snapshot ${from.id}; remove it with: kiste snapshot remove ${vm.name} ${from.id}`,
    ],
  })
}

/** Decides how what was tried is left. */
export function planDiscardTry(wish: DiscardWish, facts: ReturnFacts): Checked<GoBackPlan> {
  const { vm, history } = facts
  const from = triedFrom(history)
  if (!from) return refused(...whyNotTouch(vm), notTried(vm.name))
  const planned = planGoBack({ ...wish, snapshot: from.id }, facts, tryHold)
  if (!planned.ok) return planned
  return valid({
    ...planned.value,
    notes: [
      ...planned.value.notes,
      `If it is not wanted any more: kiste branch remove ${vm.name} ${planned.value.from}`,
    ],
  })
}

function isTried(vm: string, snapshot: string): Problem {
  return {
    code: 'wrong_state',
    object: snapshotRef(vm, snapshot),
    message: `${vm} is being tried already, since snapshot ${snapshot}.`,
    hint: `End that first: kiste try keep ${vm}, or kiste try discard ${vm}`,
  }
}

function notTried(vm: string): Problem {
  return {
    code: 'wrong_state',
    object: { type: 'vm', name: vm },
    message: `${vm} is not being tried.`,
    hint: `Begin with: kiste try start ${vm}`,
  }
}
