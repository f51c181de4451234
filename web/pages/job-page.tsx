import { useState } from 'react'
import { Link } from 'wouter'
import { isPastReturn } from '../../src/domain/job.ts'
import { ApiError } from '../api/api-error.ts'
import { useInventory, useJob } from '../api/queries.ts'
import { JobFailure } from '../components/job-failure.tsx'
import { JobLog } from '../components/job-log.tsx'
import { JobSteps } from '../components/job-steps.tsx'
import { JobWarnings } from '../components/job-warnings.tsx'
import { jobTitle } from '../components/job-title.ts'
import { isOpen, jobVerdict } from '../components/jobs-verdict.ts'
import layout from '../components/layout.module.css'
import { PageHead } from '../components/page-head.tsx'
import { paths } from '../components/paths.ts'
import { Unread } from '../components/unread.tsx'
import { useNow } from '../components/use-now.ts'
import { CancelJobDialog } from '../forms/cancel-job-dialog.tsx'
import { sayMessage } from '../messages/say-message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import styles from './vm-page.module.css'
import type { Job } from '../api/answers.ts'

/** One job: how it stands, its steps, and what it wrote. */
export function JobPage({ id }: { readonly id: string }) {
  const { say } = useWords()
  const live = useInventory()?.jobs.find((job) => job.id === id)
  const read = useJob(id)
  // Of what both know, the live stream knows it sooner.
  const job = live ?? read.data
  if (job) return <KnownJob job={job} />
  if (read.error instanceof ApiError && read.error.status === 404) return <NotFoundPage />
  return <Unread reads={[read]} title={say('nav.jobs')} />
}

function KnownJob({ job }: { readonly job: Job }) {
  const words = useWords()
  const { say, dateTime, duration } = words
  const [isAsking, setAsking] = useState(false)
  const nowMs = useNow(1_000)
  const startedAt = 'startedAt' in job ? job.startedAt : undefined
  const endMs = 'finishedAt' in job ? Date.parse(job.finishedAt) : nowMs
  const canCancel = isOpen(job) && job.state !== 'cancelling' && job.state !== 'undoing'
  const isTooLate = canCancel && isPastReturn(job)
  return (
    <>
      <PageHead
        title={sayMessage(words, jobTitle(job))}
        verdict={jobVerdict(job)}
        above={
          <Link className={styles.up ?? ''} href={paths.jobs}>
            {say('nav.jobs')}
          </Link>
        }
        actions={
          canCancel && (
            <Button disabled={isTooLate} onClick={() => setAsking(true)}>
              {say('job.cancel')}
            </Button>
          )
        }
      />
      <div className={layout.wide}>
        <div className={layout.stack}>
          {isTooLate && <p className={layout.soft}>{say('job.pastReturn')}</p>}
          <JobFailure job={job} />
          <JobWarnings job={job} />
          <Card title={say('job.steps')}>
            <JobSteps job={job} nowMs={nowMs} />
          </Card>
          <JobLog id={job.id} />
        </div>
        <Card title={say('job.about')}>
          <Facts
            facts={[
              [say('job.object'), <JobObject key="object" object={job.object} />],
              [say('job.begun'), dateTime(job.createdAt)],
              [
                isOpen(job) ? say('job.runsFor') : say('job.took'),
                startedAt !== undefined && duration(Math.max(0, endMs - Date.parse(startedAt)) / 1000),
              ],
              [say('job.actor'), job.actor ?? say('job.byItself')],
              [say('job.id'), <code key="id">{job.id}</code>],
            ]}
          />
        </Card>
      </div>
      {isAsking && <CancelJobDialog job={job} onClose={() => setAsking(false)} />}
    </>
  )
}

/** What a job is about, as a link where it has a page of its own. */
function JobObject({ object: { type, name } }: { readonly object: Job['object'] }) {
  if (type === 'vm') return <Link href={paths.vm(name)}>{name}</Link>
  return type === 'pool' ? <Link href={paths.pool(name)}>{name}</Link> : name
}
