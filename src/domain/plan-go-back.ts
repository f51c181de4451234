import { currentBranch } from './history.ts'
import {
  changesSince,
  notesOnThen,
  stopOf,
  whyNotReturn,
  type ReturnFacts,
  type ReturnPlan,
  type ReturnWish,
} from './plan-return.ts'
import { refused, valid, type Checked } from './problem.ts'
import { checkNewBranchId, findSnapshot, freeBranchId, isProblem, timeId } from './snapshot-rules.ts'
import type { Snapshot } from './snapshot.ts'
import { isOff } from './vm.ts'

export interface GoBackWish extends ReturnWish {
  readonly snapshot: string
  /** What the new line is called; default `main-2` and so on. */
  readonly branch?: string | undefined
}

export interface GoBackPlan extends ReturnPlan {
  readonly snapshot: string
  readonly branch: string
  /** Whether it runs afterwards, and from where it goes on. */
  readonly start: 'ram' | 'boot' | 'no'
  /** A hold to let go once it is done. */
  readonly release: string | null
}

/** Decides how a VM goes back to a snapshot of any of its branches. What it is now stays on the branch it leaves. */
export function planGoBack(
  wish: GoBackWish,
  facts: ReturnFacts,
  release: string | null = null,
): Checked<GoBackPlan> {
  const { vm, store, history, definition, earlier, now } = facts
  const target = findSnapshot(vm.name, history, wish.snapshot)
  const branch = wish.branch ?? freeBranchId(history)
  const problems = [
    ...(isProblem(target) ? [target] : []),
    ...checkNewBranchId(branch, vm.name, history),
    ...whyNotReturn(wish, facts, 'rollback'),
  ]
  if (problems.length > 0 || isProblem(target)) return refused(...problems)
  const from = currentBranch(history).id
  const ids = history.snapshots.map((snapshot) => snapshot.id)
  const leaving = { snapshot: timeId(now, ids, 'left-'), at: now }
  const start = chooseStart(wish, facts, target)
  return valid({
    store,
    name: vm.name,
    uuid: vm.uuid,
    from,
    leaving,
    definition,
    earlier: earlier?.definition ?? definition,
    changes: changesSince(facts),
    stop: stopOf(wish, vm).plan,
    snapshot: target.id,
    branch,
    start,
    release,
    notes: [
      `What ${vm.name} is now stays on the branch ${from}; go there again with: kiste branch switch ${vm.name} ${from}`,
      ...noteOnTarget(facts, target, start),
      ...notesOnThen(facts),
    ],
  })
}

function chooseStart(wish: GoBackWish, facts: ReturnFacts, target: Snapshot): GoBackPlan['start'] {
  const hasRam = target.consistency === 'ram'
  if (!(wish.start ?? (hasRam || !isOff(facts.vm.status.state)))) return 'no'
  return hasRam && !wasRenamed(facts) ? 'ram' : 'boot'
}

/** libvirt gives RAM back only to a VM of the name it was saved under (virDomainDefCheckABIStability). */
const wasRenamed = ({ vm, earlier }: ReturnFacts): boolean =>
  earlier !== undefined && earlier.vm.name !== vm.name

function noteOnTarget(facts: ReturnFacts, target: Snapshot, start: GoBackPlan['start']): string[] {
  const { name } = facts.vm
  const asAfterPowerCut = `${name} finds its disks as after a power cut.`
  switch (target.consistency) {
    case 'off':
    case 'filesystem':
      return []
    case 'crash':
      return [asAfterPowerCut]
    case 'ram':
      if (start === 'ram')
        return [
          `${name} goes on in the middle of what it did then; its clock is behind until the guest sets it.`,
        ]
      if (start === 'no') return [`Its RAM is not used, as it stays off. ${asAfterPowerCut}`]
      return [
        `It was named ${facts.earlier?.vm.name ?? 'otherwise'} then, and libvirt gives RAM back only under the same name: it boots instead. ${asAfterPowerCut}`,
      ]
  }
}
