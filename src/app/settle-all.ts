import { ProblemError, toProblems } from '../domain/problem.ts'

/** Waits for all of them, whatever becomes of one; rejects with the problems of all. */
export async function settleAll<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  const ends = await Promise.allSettled(works)
  const [first, ...others] = ends.flatMap((end) => (end.status === 'rejected' ? toProblems(end.reason) : []))
  if (first) throw new ProblemError([first, ...others])
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
}
