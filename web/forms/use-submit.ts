import { useState, type SyntheticEvent } from 'react'
import type { ApiProblem } from '../api/answers.ts'
import { problemsOf } from '../api/api-error.ts'
import { useWords } from '../messages/use-words.tsx'
import { sayRefused } from './say-refused.ts'

export interface Submit {
  readonly isBusy: boolean
  readonly problems: readonly ApiProblem[]
  /** What is wrong with one field. */
  problemOf(field: string): string | undefined
  /** What is wrong and belongs to none of these fields. */
  othersThan(fields: readonly string[]): readonly ApiProblem[]
  readonly onSubmit: (event: SyntheticEvent) => void
}

/** Sends a form once at a time, and keeps what was wrong with it until it is sent again. */
export function useSubmit(send: () => Promise<void>, isHere: () => boolean = () => true): Submit {
  const { translate } = useWords()
  const [isBusy, setBusy] = useState(false)
  const [problems, setProblems] = useState<readonly ApiProblem[]>([])
  return {
    isBusy,
    problems,
    problemOf(field) {
      const found = problems.find((problem) => problem.field === field)
      return found && translate(found.message).text
    },
    othersThan: (fields) => problems.filter(({ field }) => field === undefined || !fields.includes(field)),
    onSubmit: (event) => {
      event.preventDefault()
      if (isBusy) return
      setBusy(true)
      setProblems([])
      send()
        .catch((error: unknown) => {
          setProblems(problemsOf(error))
          if (!isHere()) sayRefused(problemsOf(error))
        })
        .finally(() => setBusy(false))
    },
  }
}
