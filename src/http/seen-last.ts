import { ProblemError } from '../domain/problem.ts'
import type { StaleMark, VmFacts } from '../domain/vm.ts'
import type { Live } from '../live/live.ts'

/**
 * What `ask` answers; and while libvirt does not answer, what `recall` makes of the VMs that were seen last, with why. So whoever
 * looks gets an answer all the same, and never mistakes it for the present. Where nothing was ever seen there is nothing to recall,
 * and the error stands.
 */
export async function orSeenLast<T>(
  live: Pick<Live, 'inventory' | 'hasSeenVms'>,
  ask: () => Promise<T>,
  recall: (seen: readonly VmFacts[], stale: StaleMark) => Promise<T>,
): Promise<T> {
  const { host, vms } = live.inventory()
  const isAway = host.libvirt.state === 'disconnected'
  if (isAway && live.hasSeenVms()) return recall(vms, { because: host.libvirt.because })
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problems[0].code !== 'libvirt_unavailable') throw error
    if (!live.hasSeenVms()) throw error
    // It has gone away, or hangs, since the host was looked at.
    return recall(live.inventory().vms, { because: error.message })
  }
}
