import { Link } from 'wouter'
import { Say, useWords } from '../messages/use-words.tsx'
import { ProgressBar } from '../ui/bar.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import styles from './job-list.module.css'
import { jobShare } from './job-share.ts'
import { jobTitle } from './job-title.ts'
import { isOpen, jobCondition } from './jobs-verdict.ts'
import { paths } from './paths.ts'
import { Said } from './said.tsx'
import { useNow } from './use-now.ts'
import type { Job } from '../api/answers.ts'

/** Jobs, one below the other: what, how it stands, and when. */
export function JobList({ jobs }: { readonly jobs: readonly Job[] }) {
  const words = useWords()
  const nowMs = useNow()
  return (
    <ul className={styles.list}>
      {jobs.map((job) => {
        const { tone, word } = jobCondition(job)
        return (
          <li key={job.id} className={styles.job}>
            <span className={styles.mark}>
              <StateMark tone={tone} />
            </span>
            <div>
              <Link href={paths.job(job.id)}>
                <Say message={jobTitle(job)} />
              </Link>
              {isOpen(job) && <ProgressBar label={words.say('job.progress')} share={jobShare(job)} />}
              <div className={styles.soft}>
                {words.say(word)} · {words.ago('finishedAt' in job ? job.finishedAt : job.createdAt, nowMs)}
                {'step' in job && job.step !== null && (
                  <>
                    {' · '}
                    <Said text={job.step} />
                  </>
                )}
              </div>
            </div>
          </li>
        )
      })}
    </ul>
  )
}
