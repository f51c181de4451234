import { currentBranch, onBranch } from './history.ts'
import { tryHold } from './snapshot-rules.ts'
import type { History, Snapshot } from './snapshot.ts'

/** What a VM that is being tried would go back to: the newest such on the line it lives on. */
export function triedFrom(history: History): Snapshot | undefined {
  return onBranch(history, currentBranch(history).id).findLast(({ holds }) => holds.includes(tryHold))
}
