import type { Answer } from '../api/answers.ts'
import type { Verdict } from '../components/verdict.ts'

/** Whether anything is snapshotted by itself, and what counts where several wish. */
export function policiesVerdict(policies: Answer<'listPolicies'>): Verdict {
  return policies.length === 0
    ? {
        tone: 'off',
        lead: { key: 'policies.verdict.none' },
        rest: [{ key: 'policies.verdict.noneNext' }],
      }
    : {
        tone: 'ok',
        lead: { key: 'policies.verdict.some', values: { count: policies.length } },
        rest: [{ key: 'policies.verdict.nearest' }],
      }
}
