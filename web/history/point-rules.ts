import { onlyOnBranch } from '../../src/domain/history.ts'
import { whyNotRemoveBranch, whyNotRemoveSnapshot } from '../../src/domain/snapshot-rules.ts'
import type { History, Snapshot } from '../../src/domain/snapshot.ts'
import type { Message } from '../messages/message.ts'

/** Why a point must stay, in a sentence; whether it must is the domain's to say. */
export function whyPointStays(vm: string, history: History, snapshot: Snapshot): Message | undefined {
  const { id, holds, dependents, branch } = snapshot
  if (whyNotRemoveSnapshot(vm, history, id).length === 0) return undefined
  if (holds.length > 0) return { key: 'history.stays.held', values: { holds: holds.join(', ') } }
  if (dependents.length > 0) return { key: 'history.stays.needed', values: { names: dependents.join(', ') } }
  return { key: 'history.stays.end', values: { branch } }
}

/** Why a branch must stay. */
export function whyBranchStays(vm: string, history: History, branch: string): Message | undefined {
  if (whyNotRemoveBranch(vm, history, branch).length === 0) return undefined
  if (history.branches.some(({ id, current }) => id === branch && current))
    return { key: 'history.stays.current' }
  const own = onlyOnBranch(history, branch)
  const held = own.find(({ holds }) => holds.length > 0)
  if (held) return { key: 'history.stays.pointHeld', values: { point: held.id } }
  const names = own.flatMap(({ dependents }) => dependents).join(', ')
  return { key: 'history.stays.needed', values: { names } }
}
