import { onlyOnBranch } from './history.ts'
import type { OneSnapshotFacts } from './plan-remove-snapshot.ts'
import { refused, valid, type Checked } from './problem.ts'
import { formatBytes } from './size.ts'
import { whyNotRemoveBranch } from './snapshot-rules.ts'
import { whyNotTouch } from './vm-rules.ts'

export interface RemoveBranchPlan {
  readonly store: string
  readonly name: string
  readonly uuid: string
  readonly branch: string
  readonly notes: readonly string[]
}

/** Decides whether a branch can go, for good, with the snapshots that only it has. */
export function planRemoveBranch(branch: string, facts: OneSnapshotFacts): Checked<RemoveBranchPlan> {
  const { vm, store, history } = facts
  const problems = [...whyNotTouch(vm), ...whyNotRemoveBranch(vm.name, history, branch)]
  if (problems.length > 0) return refused(...problems)
  const lost = onlyOnBranch(history, branch)
  const bytes = lost.reduce((sum, { uniqueBytes }) => sum + uniqueBytes, 0)
  const ids = lost.map(({ id }) => id).join(', ')
  return valid({
    store,
    name: vm.name,
    uuid: vm.uuid,
    branch,
    notes:
      lost.length === 0
        ? ['No snapshot is only on this branch.']
        : [
            `With it ${lost.length === 1 ? 'goes the snapshot' : `go ${lost.length} snapshots`} that only it has: ${ids}.`,
            ...(bytes > 0 ? [`At least ${formatBytes(bytes)} become free.`] : []),
          ],
  })
}
