import { useState } from 'react'
import type { ApiProblem } from '../api/answers.ts'
import { problemsOf } from '../api/api-error.ts'
import { readBytes } from '../api/client.ts'
import { ProblemList } from '../components/problem-list.tsx'
import { saveBlob } from '../components/save-blob.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'

/** Saves what a VM's screen shows as a file, as large as it is. */
export function ScreenshotButton({ vm, isDisabled }: { readonly vm: string; readonly isDisabled: boolean }) {
  const { say } = useWords()
  const [isBusy, setBusy] = useState(false)
  const [problems, setProblems] = useState<readonly ApiProblem[]>([])
  const save = () => {
    if (isBusy) return
    setBusy(true)
    setProblems([])
    readBytes('screenshotVm', { params: { vm } })
      .then((picture) => saveBlob(`${vm}.png`, picture))
      .catch((error: unknown) => setProblems(problemsOf(error)))
      .finally(() => setBusy(false))
  }
  return (
    <>
      <Button disabled={isDisabled} aria-disabled={isBusy} onClick={save}>
        {say('screenshot.save')}
      </Button>
      {problems.length > 0 && <ProblemList problems={problems} />}
    </>
  )
}
