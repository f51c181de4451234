import type { FinishedJob } from '../domain/job.ts'

export interface Waiters {
  /** Resolves when the job ends; rejects on abort, or when all are turned away. */
  wait(id: string, signal: AbortSignal | undefined): Promise<FinishedJob>
  ended(job: FinishedJob): void
  turnAway(reason: (id: string) => Error): void
}

interface Waiter {
  resolve(job: FinishedJob): void
  reject(reason: Error): void
}

/** Those who wait for jobs to end. */
export function createWaiters(): Waiters {
  const waiting = new Map<string, Set<Waiter>>()
  return {
    wait: (id, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = () => {
          waiting.get(id)?.delete(waiter)
          reject(
            signal?.reason instanceof Error
              ? signal.reason
              : new Error(`Nobody waits for job ${id} any more.`),
          )
        }
        const waiter: Waiter = {
          resolve(job) {
            signal?.removeEventListener('abort', onAbort)
            resolve(job)
          },
          reject(reason) {
            signal?.removeEventListener('abort', onAbort)
            reject(reason)
          },
        }
        if (signal?.aborted) return onAbort()
        signal?.addEventListener('abort', onAbort, { once: true })
        waiting.set(id, (waiting.get(id) ?? new Set()).add(waiter))
      }),
    ended(job) {
      for (const waiter of waiting.get(job.id) ?? []) waiter.resolve(job)
      waiting.delete(job.id)
    },
    turnAway(reason) {
      for (const [id, waiters] of waiting) for (const waiter of waiters) waiter.reject(reason(id))
      waiting.clear()
    },
  }
}
