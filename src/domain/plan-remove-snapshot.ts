import {
  checkHold,
  findSnapshot,
  isProblem,
  snapshotRef,
  tryHold,
  whyNotRemoveSnapshot,
} from './snapshot-rules.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { formatBytes } from './size.ts'
import type { History } from './snapshot.ts'
import { whyNotTouch } from './vm-rules.ts'
import { triedFrom } from './tried-from.ts'
import type { VmFacts } from './vm.ts'

/** What is needed to decide about one snapshot of one VM. */
export interface OneSnapshotFacts {
  readonly vm: VmFacts
  readonly store: string
  readonly history: History
}

export interface OneSnapshotPlan {
  readonly store: string
  readonly name: string
  readonly uuid: string
  readonly snapshot: string
  readonly notes: readonly string[]
}

export interface HoldPlan extends OneSnapshotPlan {
  readonly hold: string
  /** False if it is so already: then there is nothing to do, and nothing to undo. */
  readonly needed: boolean
}

/** Decides whether a snapshot can go, for good. */
export function planRemoveSnapshot(id: string, facts: OneSnapshotFacts): Checked<OneSnapshotPlan> {
  const { vm, history } = facts
  const problems = [...whyNotTouch(vm), ...whyNotRemoveSnapshot(vm.name, history, id)]
  if (problems.length > 0) return refused(...problems)
  const bytes = history.snapshots.find((snapshot) => snapshot.id === id)?.uniqueBytes ?? 0
  return valid({
    ...about(id, facts),
    notes: [
      bytes > 0 ? `${formatBytes(bytes)} become free.` : 'Others share what it holds: little becomes free.',
    ],
  })
}

/** Decides how a snapshot is kept from being removed. */
export function planHold(id: string, hold: string, facts: OneSnapshotFacts): Checked<HoldPlan> {
  const { vm, history } = facts
  const found = findSnapshot(vm.name, history, id)
  const problems = [...whyNotTouch(vm), ...(isProblem(found) ? [found] : []), ...checkHold(hold)]
  if (problems.length > 0 || isProblem(found)) return refused(...problems)
  const isHeld = found.holds.includes(hold)
  return valid({
    ...about(id, facts),
    hold,
    needed: !isHeld,
    notes: isHeld ? [`Snapshot ${id} of ${vm.name} is already held: ${hold}.`] : [],
  })
}

/** Decides how a hold is let go. */
export function planRelease(id: string, hold: string, facts: OneSnapshotFacts): Checked<HoldPlan> {
  const { vm, history } = facts
  const found = findSnapshot(vm.name, history, id)
  const problems: Problem[] = [...whyNotTouch(vm), ...(isProblem(found) ? [found] : [])]
  if (!isProblem(found) && hold === tryHold && triedFrom(history)?.id === id)
    problems.push({
      code: 'in_use',
      field: 'hold',
      object: snapshotRef(vm.name, id),
      message: `${vm.name} is being tried, and snapshot ${id} is what it would go back to.`,
      hint: `End that first: kiste try keep ${vm.name}, or kiste try discard ${vm.name}`,
    })
  else if (!isProblem(found) && !found.holds.includes(hold))
    problems.push({
      code: 'not_found',
      field: 'hold',
      object: snapshotRef(vm.name, id),
      message: `Nothing named ${JSON.stringify(hold)} holds snapshot ${id} of ${vm.name}.`,
      hint: found.holds.length === 0 ? 'It is not held at all.' : `It is held by: ${found.holds.join(', ')}.`,
    })
  if (problems.length > 0) return refused(...problems)
  return valid({ ...about(id, facts), hold, needed: true, notes: [] })
}

function about(snapshot: string, { vm, store }: OneSnapshotFacts): Omit<OneSnapshotPlan, 'notes'> {
  return { store, name: vm.name, uuid: vm.uuid, snapshot }
}
