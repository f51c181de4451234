import { useState } from 'react'
import { Link } from 'wouter'
import { isPastReturn } from '../../../src/domain/job.ts'
import { useMay } from '../../api/session.ts'
import { JobSteps } from '../../components/job-steps.tsx'
import { jobTitle } from '../../components/job-title.ts'
import layout from '../../components/layout.module.css'
import { paths } from '../../components/paths.ts'
import { useNow } from '../../components/use-now.ts'
import { CancelJobDialog } from '../../forms/cancel-job-dialog.tsx'
import { Say, useWords } from '../../messages/use-words.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import styles from './measure.module.css'
import type { Job } from '../../api/answers.ts'

/** What is being measured, how far it is, and the way to stop it. */
export function OpenMeasures({ jobs }: { readonly jobs: readonly Job[] }) {
  const { say } = useWords()
  const nowMs = useNow(1_000)
  const mayStop = useMay()('operate')
  const [stopping, setStopping] = useState<Job>()
  return (
    <>
      {jobs.map((job) => {
        const canStop = job.state === 'queued' || (job.state === 'running' && !isPastReturn(job))
        return (
          <Card
            key={job.id}
            title={<Say message={jobTitle(job)} />}
            aside={
              mayStop &&
              canStop && (
                <Button look="quiet" onClick={() => setStopping(job)}>
                  {say('job.cancel')}
                </Button>
              )
            }
          >
            <div className={layout.stack}>
              {job.state === 'queued' && <p className={layout.soft}>{say('measure.queued')}</p>}
              <JobSteps job={job} nowMs={nowMs} />
              <Link className={styles.when ?? ''} href={paths.job(job.id)}>
                {say('measure.job')}
              </Link>
            </div>
          </Card>
        )
      })}
      {stopping && <CancelJobDialog job={stopping} onClose={() => setStopping(undefined)} />}
    </>
  )
}
