import { useRef, useState } from 'react'
import type { ApiProblem, Job } from '../api/answers.ts'
import { problemsOf } from '../api/api-error.ts'
import type { Wish } from '../api/wish.ts'
import { jobTitle } from '../components/job-title.ts'
import { paths } from '../components/paths.ts'
import { addToast } from '../components/toasts.ts'
import { watchJob } from '../components/watch-jobs.ts'
import { inTurns } from './in-turns.ts'
import { sayRefused } from './say-refused.ts'

const atOnce = 6

export interface Begin {
  readonly isBusy: boolean
  /** What was refused when it was tried. */
  readonly problems: readonly ApiProblem[]
  /** Begins the jobs of these wishes, says so in passing, and answers with those that began. */
  begin(wishes: readonly Wish[]): Promise<{ readonly jobs: readonly Job[]; readonly isWhole: boolean }>
}

/**
 * Has wishes done; the end of each job is said in passing, wherever one is then. What was begun is not begun once more when the rest, which
 * was refused, is tried again. `isHere` tells whether somebody still sees what was refused.
 */
export function useBegin(isHere: () => boolean): Begin {
  const done = useRef(new Set<string>())
  const [isBusy, setBusy] = useState(false)
  const [problems, setProblems] = useState<readonly ApiProblem[]>([])
  return {
    isBusy,
    problems,
    async begin(wishes) {
      setBusy(true)
      setProblems([])
      const refused: ApiProblem[] = []
      const open = wishes.filter(({ key }) => !done.current.has(JSON.stringify(key)))
      const begun = await inTurns(open, atOnce, async (wish) => {
        try {
          const job = await wish.submit()
          watchJob(job.id)
          done.current.add(JSON.stringify(wish.key))
          return job
        } catch (error) {
          refused.push(...problemsOf(error))
          return undefined
        }
      })
      setBusy(false)
      setProblems(refused)
      if (!isHere()) sayRefused(refused)
      const jobs = begun.filter((job) => job !== undefined)
      sayBegun(jobs)
      return { jobs, isWhole: refused.length === 0 }
    },
  }
}

function sayBegun(jobs: readonly Job[]): void {
  const [first] = jobs
  if (first === undefined) return
  if (jobs.length > 1) {
    addToast({ tone: 'busy', message: { key: 'toast.begunMany', values: { count: jobs.length } } })
    return
  }
  addToast({
    tone: 'busy',
    message: { key: 'toast.begun', values: { title: jobTitle(first) } },
    about: first.id,
    href: paths.job(first.id),
  })
}
