import { call } from '../api/client.ts'
import { jobTitle } from '../components/job-title.ts'
import { ProblemList } from '../components/problem-list.tsx'
import { sayMessage } from '../messages/say-message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { Modal } from '../ui/modal.tsx'
import { SendButton } from './send-button.tsx'
import { useIsHere } from './use-is-here.ts'
import { useSubmit } from './use-submit.ts'
import type { Job } from '../api/answers.ts'

/** Asks whether a job is to turn back, and says what that means. */
export function CancelJobDialog({ job, onClose }: { readonly job: Job; readonly onClose: () => void }) {
  const words = useWords()
  const { say } = words
  const isHere = useIsHere()
  const form = useSubmit(async () => {
    await call('cancelJob', { params: { job: job.id }, body: {} })
    if (isHere()) onClose()
  }, isHere)
  return (
    <Modal
      open
      onClose={onClose}
      title={say('job.cancel.question', { title: sayMessage(words, jobTitle(job)) })}
      foot={
        <>
          <Button onClick={onClose}>{say('job.cancel.no')}</Button>
          <SendButton label={say('job.cancel')} isBusy={form.isBusy} look="danger" onClick={form.onSubmit} />
        </>
      }
    >
      <p>{say('job.cancel.means')}</p>
      {form.problems.length > 0 && <ProblemList problems={form.problems} />}
      <CommandLine
        command={`kiste job cancel ${job.id}`}
        copy={say('command.copy')}
        copied={say('command.copied')}
      />
    </Modal>
  )
}
