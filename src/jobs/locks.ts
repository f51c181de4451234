import type { JobLock } from '../domain/job.ts'
import type { LockWish } from './job-kind.ts'

/** The locks meant, sorted, each name once; alone wins over shared. */
export function toLocks(wishes: readonly LockWish[]): JobLock[] {
  const modes = new Map<string, JobLock['mode']>()
  for (const wish of wishes) {
    const lock: JobLock = typeof wish === 'string' ? { name: wish, mode: 'exclusive' } : wish
    modes.set(lock.name, modes.get(lock.name) === 'exclusive' ? 'exclusive' : lock.mode)
  }
  return [...modes].map(([name, mode]) => ({ name, mode })).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Whether the two cannot be held at the same time. */
export function conflict(some: readonly JobLock[], others: readonly JobLock[]): boolean {
  return some.some((a) =>
    others.some((b) => a.name === b.name && (a.mode === 'exclusive' || b.mode === 'exclusive')),
  )
}

interface Waiting {
  readonly locks: readonly JobLock[]
  /** It takes up no place. */
  readonly onlyWaits?: boolean | undefined
}

/**
 * Which waiting jobs may start now, in order. A job takes all its locks at once, so there is no deadlock; it never overtakes
 * an earlier one it conflicts with, so a stream of sharers cannot starve who wants a lock alone.
 */
export function pickStartable<T extends Waiting>(
  waiting: readonly T[],
  held: readonly JobLock[],
  freePlaces: number,
): T[] {
  const started: T[] = []
  const taken = [...held]
  let places = freePlaces
  for (const job of waiting) {
    if ((places > 0 || job.onlyWaits) && !conflict(job.locks, taken)) {
      started.push(job)
      if (!job.onlyWaits) places -= 1
    }
    // The locks of a job that must wait count as taken too: that is what keeps later ones behind it.
    taken.push(...job.locks)
  }
  return started
}
