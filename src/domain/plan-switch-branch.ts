import { currentBranch, tipOf } from './history.ts'
import {
  changesSince,
  notesOnThen,
  stopOf,
  whyNotReturn,
  type ReturnFacts,
  type ReturnPlan,
  type ReturnWish,
} from './plan-return.ts'
import { refused, valid, type Checked, type Problem } from './problem.ts'
import { branchRef, findBranch, isProblem, timeId } from './snapshot-rules.ts'
import { isOff } from './vm.ts'

export interface SwitchWish extends ReturnWish {
  readonly branch: string
}

export interface SwitchPlan extends ReturnPlan {
  readonly to: string
  /** When that branch was left, so that turning back leaves it as it was. */
  readonly toLeftAt: string
  readonly start: 'boot' | 'no'
}

/** Decides how a VM goes on with another of its branches, where that was left. */
export function planSwitchBranch(wish: SwitchWish, facts: ReturnFacts): Checked<SwitchPlan> {
  const { vm, store, history, definition, earlier, now } = facts
  const to = findBranch(vm.name, history, wish.branch)
  const problems: Problem[] = [
    ...(isProblem(to) ? [to] : to.current ? [livesThere(vm.name, to.id)] : []),
    ...whyNotReturn(wish, facts, 'switch'),
  ]
  if (problems.length > 0 || isProblem(to)) return refused(...problems)
  const from = currentBranch(history).id
  const ids = history.snapshots.map((snapshot) => snapshot.id)
  return valid({
    store,
    name: vm.name,
    uuid: vm.uuid,
    from,
    leaving: { snapshot: timeId(now, ids, 'left-'), at: now },
    definition,
    earlier: earlier?.definition ?? definition,
    changes: changesSince(facts),
    stop: stopOf(wish, vm).plan,
    to: to.id,
    toLeftAt: to.leftAt ?? now,
    start: (wish.start ?? !isOff(vm.status.state)) ? 'boot' : 'no',
    notes: [
      `What ${vm.name} is now stays on the branch ${from}; go there again with: kiste branch switch ${vm.name} ${from}`,
      ...notesOnThen(facts),
    ],
  })
}

/** The snapshot that a switch to this branch goes on from. */
export function switchTarget(history: ReturnFacts['history'], branch: string): string | undefined {
  return tipOf(history, branch)
}

function livesThere(vm: string, branch: string): Problem {
  return {
    code: 'wrong_state',
    field: 'branch',
    object: branchRef(vm, branch),
    message: `${vm} lives on the branch ${branch} already.`,
    hint: `See which there are: kiste branch list ${vm}`,
  }
}
