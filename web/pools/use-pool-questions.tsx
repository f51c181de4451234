import { useState, type ReactNode } from 'react'
import { PoolDialog } from './pool-dialog.tsx'
import type { AskPool, PoolQuestion } from './pool-ask.ts'
import type { Job, Pool } from '../api/answers.ts'

/** Lets a page ask about a pool: the dialog belongs somewhere on the page, and `ask` opens it. */
export function usePoolQuestions(
  pool: Pool,
  onBegun?: (question: PoolQuestion, jobs: readonly Job[]) => void,
): {
  readonly dialog: ReactNode
  readonly ask: AskPool
} {
  const [question, ask] = useState<PoolQuestion>()
  return {
    ask,
    dialog: question ? (
      <PoolDialog
        pool={pool}
        question={question}
        onClose={() => ask(undefined)}
        onBegun={(jobs) => onBegun?.(question, jobs)}
      />
    ) : null,
  }
}
