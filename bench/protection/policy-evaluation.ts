import { planPolicyTick, type TickVm } from '../../src/domain/plan-policy-tick.ts'
import { noPolicies } from '../../src/domain/policy-scope.ts'
import type { Snapshot } from '../../src/domain/snapshot.ts'
import { somePolicy } from '../../src/domain/testing/some-policy.ts'
import { benchRow, median, type BenchRow } from '../row.ts'

const name = 'policies of 1,000 VMs with 500 snapshots each'

const rounds = 7
const minuteMs = 60_000

/** Decides about all of a large house at once: what is due, and what goes. */
export async function policyEvaluation(): Promise<BenchRow[]> {
  const nowMs = Date.parse('2026-11-28T12:07:00Z')
  const rules = 'every 15 min, keep 8; daily at 03:00, keep 14; weekly on sun at 04:00, keep 8'
  const wished = { ...noPolicies, host: somePolicy(rules, 'Europe/Berlin') }
  const vms = Array.from({ length: 1_000 }, (_, index) => vmWithPast(index, nowMs))
  const takenMs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now()
    const { due, prune } = planPolicyTick({ vms, wished, nowMs, doubt: undefined })
    takenMs.push(performance.now() - begun)
    const going = prune.reduce((sum, { snapshots }) => sum + snapshots.length, 0)
    if (due.length > 0 || going === 0) throw new Error('the house is not as it was to be measured')
  }
  return [benchRow({ area: 'protection', name, unit: 'ms', ours: median(takenMs) })]
}

/** One that was taken every quarter of an hour, each some seconds after it was due. */
function vmWithPast(index: number, nowMs: number): TickVm {
  const last = nowMs - (nowMs % (15 * minuteMs)) + (index % 60) * 1_000
  const snapshots = Array.from({ length: 500 }, (_, place): Snapshot => {
    const back = 499 - place
    return {
      id: `s${back}`,
      createdAt: new Date(last - back * 15 * minuteMs).toISOString(),
      consistency: 'crash',
      by: 'policy',
      branch: 'main',
      holds: [],
      uniqueBytes: 4_096,
      dependents: [],
    }
  })
  return {
    name: `vm-${index}`,
    uuid: `uuid-${index}`,
    store: 'tank',
    history: { branches: [{ id: 'main', current: true }], snapshots },
  }
}
