import { useEffect, useSyncExternalStore } from 'react'
import { useInventory } from '../api/queries.ts'
import type { Message } from '../messages/message.ts'
import type { Tone } from '../ui/tone.ts'
import { isOpen } from './jobs-verdict.ts'
import { jobTitle } from './job-title.ts'
import { paths } from './paths.ts'
import { addToast } from './toasts.ts'
import type { Job } from '../api/answers.ts'

let watched: ReadonlySet<string> = new Set()
const listeners = new Set<() => void>()

/** Has the end of a job said in passing: for those that were begun here. It may have ended already. */
export function watchJob(id: string): void {
  watch(new Set([...watched, id]))
}

function watch(ids: ReadonlySet<string>): void {
  watched = ids
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** How the end of a job is said. */
export function sayEnd(job: Job): { readonly tone: Tone; readonly message: Message } {
  const values = { title: jobTitle(job) }
  if (job.state === 'done') return { tone: 'ok', message: { key: 'toast.done', values } }
  if (job.state === 'undone' && job.because.why === 'cancelled')
    return { tone: 'off', message: { key: 'toast.cancelled', values } }
  return { tone: 'broken', message: { key: 'toast.failed', values } }
}

export function useWatchedJobs(): void {
  const jobs = useInventory()?.jobs
  const ids = useSyncExternalStore(subscribe, () => watched)
  useEffect(() => {
    const ended = jobs?.filter((job) => ids.has(job.id) && !isOpen(job)) ?? []
    if (ended.length === 0) return
    watch(new Set([...ids].filter((id) => !ended.some((job) => job.id === id))))
    for (const job of ended) addToast({ ...sayEnd(job), about: job.id, href: paths.job(job.id) })
  }, [jobs, ids])
}
