import { useWords } from '../messages/use-words.tsx'
import { Notice } from '../ui/notice.tsx'
import { ProblemList } from './problem-list.tsx'
import { Said } from './said.tsx'
import type { ApiProblem, Job } from '../api/answers.ts'

/** Why a job failed, turned back or holds still, and what it left behind. */
export function JobFailure({ job }: { readonly job: Job }) {
  const { say } = useWords()
  const problems = problemsOfJob(job)
  const leftovers = job.state === 'failed' && !job.undone ? job.leftovers : []
  return (
    <>
      {problems.length > 0 && <ProblemList problems={problems} />}
      {leftovers.length > 0 && (
        <Notice look="look">
          <b>{say('job.leftovers')}</b>
          {leftovers.map(({ step, message }) => (
            <span key={step}>
              <Said text={step} />: <Said text={message} />
            </span>
          ))}
        </Notice>
      )}
    </>
  )
}

function problemsOfJob(job: Job): readonly ApiProblem[] {
  if (job.state === 'failed') return job.problems
  if ((job.state === 'undone' || job.state === 'undoing') && job.because.why === 'failed')
    return job.because.problems
  return 'held' in job && job.held ? job.held.problems : []
}
