import { useState } from 'react'
import { problemsOf } from '../api/api-error.ts'
import { call } from '../api/client.ts'
import { jobTitle } from '../components/job-title.ts'
import { ProblemList } from '../components/problem-list.tsx'
import { sayMessage } from '../messages/say-message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { Modal } from '../ui/modal.tsx'
import { sayRefused } from './say-refused.ts'
import { SendButton } from './send-button.tsx'
import { useIsHere } from './use-is-here.ts'
import type { ApiProblem, Job } from '../api/answers.ts'

/** Asks whether a job is to turn back, and says what that means. */
export function CancelJobDialog({ job, onClose }: { readonly job: Job; readonly onClose: () => void }) {
  const words = useWords()
  const { say } = words
  const [problems, setProblems] = useState<readonly ApiProblem[]>([])
  const [isBusy, setBusy] = useState(false)
  const isHere = useIsHere()
  const run = async () => {
    setBusy(true)
    setProblems([])
    try {
      await call('cancelJob', { params: { job: job.id }, body: {} })
      if (isHere()) onClose()
    } catch (error) {
      setProblems(problemsOf(error))
      if (!isHere()) sayRefused(problemsOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      onClose={onClose}
      title={say('job.cancel.question', { title: sayMessage(words, jobTitle(job)) })}
      foot={
        <>
          <Button onClick={onClose}>{say('job.cancel.no')}</Button>
          <SendButton label={say('job.cancel')} isBusy={isBusy} look="danger" onClick={() => void run()} />
        </>
      }
    >
      <p>{say('job.cancel.means')}</p>
      {problems.length > 0 && <ProblemList problems={problems} />}
      <CommandLine
        command={`kiste job cancel ${job.id}`}
        copy={say('command.copy')}
        copied={say('command.copied')}
      />
    </Modal>
  )
}
