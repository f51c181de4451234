import { ProblemError, type ProblemCode } from '../domain/problem.ts'

/** What is away and comes back by itself: whoever works in the background tries again, and the doctor says what is wrong. */
const passing: ReadonlySet<ProblemCode> = new Set([
  'libvirt_unavailable',
  'zfs_unavailable',
  'pool_unavailable',
])

/** How loudly the log says that something in the background did not come through. */
export function troubleLevel(error: unknown): 'warn' | 'error' {
  return error instanceof ProblemError && error.problems.every(({ code }) => passing.has(code))
    ? 'warn'
    : 'error'
}
