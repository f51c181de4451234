import { useEffect } from 'react'
import { useInventory } from '../api/queries.ts'
import type { Message } from '../messages/message.ts'
import type { Tone } from '../ui/tone.ts'
import { isOpen } from './jobs-verdict.ts'
import { jobTitle } from './job-title.ts'
import { paths } from './paths.ts'
import { addToast } from './toasts.ts'
import type { Job } from '../api/answers.ts'

const watched = new Set<string>()

/** Has the end of a job said in passing: for those that were begun here. */
export function watchJob(id: string): void {
  watched.add(id)
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
  useEffect(() => {
    for (const job of jobs ?? []) {
      if (isOpen(job) || !watched.delete(job.id)) continue
      addToast({ ...sayEnd(job), about: job.id, href: paths.job(job.id) })
    }
  }, [jobs])
}
