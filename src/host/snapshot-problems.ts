import { currentBranch } from '../domain/history.ts'
import { problemError, throwIfProblems, type Problem } from '../domain/problem.ts'
import {
  branchRef,
  findBranch,
  findSnapshot,
  isProblem,
  snapshotRef,
  whyNotRemoveBranch,
} from '../domain/snapshot-rules.ts'
import type { Branch, History, Snapshot } from '../domain/snapshot.ts'
import type { GoBack } from './snapshot-host.ts'

// What every store checks before it touches a history, and says when it refuses: one wording and one code for all of them.

/** The snapshot of this id; rejects with `not_found`. */
export function existingSnapshot(vm: string, history: History, id: string): Snapshot {
  return unlessProblem(findSnapshot(vm, history, id))
}

/** The branch of this id; rejects with `not_found`. */
export function existingBranch(vm: string, history: Pick<History, 'branches'>, id: string): Branch {
  return unlessProblem(findBranch(vm, history, id))
}

function unlessProblem<T extends object>(found: T | Problem): T {
  if (isProblem(found)) throw problemError(found)
  return found
}

/** Whether there is a branch to remove; throws if it has to stay. */
export function canRemoveBranch(vm: string, history: History, id: string): boolean {
  if (!history.branches.some((branch) => branch.id === id)) return false
  throwIfProblems(whyNotRemoveBranch(vm, history, id))
  return true
}

/** Whether a VM has still to go back, as opposed to having gone already; throws if it cannot. */
export function mustGoBack(vm: string, history: History, { snapshot, branch }: GoBack): boolean {
  const there = history.branches.find((other) => other.id === branch)
  if (there?.current === true && there.forkedAt === snapshot) return false
  if (there) throw branchTaken(vm, branch)
  existingSnapshot(vm, history, snapshot)
  return true
}

/** Whether a VM has still to go to that branch, as opposed to living there; throws if there is none. */
export function mustSwitch(vm: string, history: History, to: string): boolean {
  return !existingBranch(vm, history, to).current
}

/** A snapshot that keeps what is left must have a name of its own, unless the VM was in the middle of leaving. */
export function leavingTaken(vm: string, history: History, id: string): Error {
  return problemError({
    code: 'already_exists',
    object: snapshotRef(vm, id),
    message: `${vm} already has a snapshot named ${id}, so what is left on ${currentBranch(history).id} cannot be kept under it.`,
    hint: `See what there is: kiste snapshot list ${vm}`,
  })
}

function branchTaken(vm: string, branch: string): Error {
  return problemError({
    code: 'already_exists',
    object: branchRef(vm, branch),
    message: `${vm} already has a branch named ${branch}.`,
    hint: `Choose another name, or go there with: kiste branch switch ${vm} ${branch}`,
  })
}
