import { useInventory, useOlderJobs } from '../api/queries.ts'
import { joinJobs } from '../api/join-jobs.ts'
import { JobList } from '../components/job-list.tsx'
import { isOpen, jobsVerdict } from '../components/jobs-verdict.ts'
import layout from '../components/layout.module.css'
import { Loading } from '../components/loading.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Unread } from '../components/unread.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Card } from '../ui/card.tsx'

/** What is being done, and what was. */
export function JobsPage() {
  const { say } = useWords()
  const inventory = useInventory()
  const older = useOlderJobs()
  if (!inventory) return <Loading />
  const jobs = joinJobs(inventory.jobs, older.data ?? [])
  const open = jobs.filter(isOpen)
  const ended = jobs.filter((job) => !isOpen(job))
  return (
    <>
      <PageHead
        title={say('nav.jobs')}
        verdict={
          jobs.length > 0 || older.data
            ? jobsVerdict(jobs)
            : older.error
              ? { tone: 'look', lead: { key: 'jobs.verdict.unread' }, rest: [] }
              : undefined
        }
      />
      <div className={layout.stack}>
        {open.length > 0 && (
          <Card title={say('jobs.open')}>
            <JobList jobs={open} />
          </Card>
        )}
        {ended.length > 0 && (
          <Card title={say('jobs.ended')}>
            <JobList jobs={ended} />
          </Card>
        )}
        <Unread reads={[older]} />
      </div>
    </>
  )
}
