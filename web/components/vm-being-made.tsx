import { useState } from 'react'
import { Link } from 'wouter'
import { isPastReturn } from '../../src/domain/job.ts'
import { CancelJobDialog } from '../forms/cancel-job-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { JobFailure } from './job-failure.tsx'
import { JobSteps } from './job-steps.tsx'
import { isOpen, jobVerdict } from './jobs-verdict.ts'
import layout from './layout.module.css'
import { PageHead } from './page-head.tsx'
import { paths } from './paths.ts'
import { useNow } from './use-now.ts'
import type { Job } from '../api/answers.ts'

/** A VM that is being made, or came to nothing: how far it is. Once it is there the page of the VM takes this place. */
export function VmBeingMade({ name, job }: { readonly name: string; readonly job: Job }) {
  const { say } = useWords()
  const nowMs = useNow(1_000)
  const [isAsking, setAsking] = useState(false)
  const canCancel = isOpen(job) && job.state !== 'cancelling' && job.state !== 'undoing' && !isPastReturn(job)
  return (
    <>
      <PageHead
        title={name}
        verdict={jobVerdict(job)}
        above={<Link href={paths.vms}>{say('nav.vms')}</Link>}
        actions={
          isOpen(job) ? (
            canCancel && <Button onClick={() => setAsking(true)}>{say('job.cancel')}</Button>
          ) : (
            <Link className={buttonClass('main')} href={paths.newVm()}>
              {say('create.again')}
            </Link>
          )
        }
      />
      <div className={layout.stack}>
        <JobFailure job={job} />
        <Card title={say('job.steps')} aside={<Link href={paths.job(job.id)}>{say('toast.more')}</Link>}>
          <JobSteps job={job} nowMs={nowMs} />
        </Card>
        {isOpen(job) && <p className={layout.soft}>{say('create.thenConsole')}</p>}
      </div>
      {isAsking && <CancelJobDialog job={job} onClose={() => setAsking(false)} />}
    </>
  )
}
