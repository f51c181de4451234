import { currentBranch } from '../../src/domain/history.ts'
import { triedFrom } from '../../src/domain/tried-from.ts'
import type { History } from '../../src/domain/snapshot.ts'
import type { Verdict } from '../components/verdict.ts'

/** How far back one can go, in a sentence. */
export function historyVerdict(history: History): Verdict {
  const { snapshots, branches } = history
  const tried = triedFrom(history)
  if (tried)
    return {
      tone: 'look',
      lead: { key: 'history.verdict.tried' },
      rest: [{ key: 'history.verdict.triedNext' }],
    }
  if (snapshots.length === 0)
    return { tone: 'off', lead: { key: 'history.none' }, rest: [{ key: 'history.noneMeans' }] }
  return {
    tone: 'ok',
    lead: { key: 'history.verdict.points', values: { count: snapshots.length } },
    rest: [
      branches.length === 1
        ? { key: 'history.verdict.oneBranch' }
        : {
            key: 'history.verdict.branches',
            values: { count: branches.length, branch: currentBranch(history).id },
          },
    ],
  }
}
