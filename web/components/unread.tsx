import type { UseQueryResult } from '@tanstack/react-query'
import type { ApiProblem } from '../api/answers.ts'
import { isAway, problemsOf } from '../api/api-error.ts'
import { useConnection } from '../api/connection.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Loading } from './loading.tsx'
import { PageHead } from './page-head.tsx'
import { ProblemList } from './problem-list.tsx'
import styles from './unread.module.css'

/** Something that was asked of the daemon, as far as is to be told when it does not come. */
export type Read = Pick<UseQueryResult, 'data' | 'error' | 'isFetching' | 'isLoading' | 'refetch'>

/**
 * Those that failed. Of a daemon that is away the banner tells, and its return has everything read again by itself; where the live stream
 * goes on meanwhile, something else stands between it and us, and nobody else would say so.
 */
function useFailed(reads: readonly Read[]): readonly Read[] {
  const { state } = useConnection()
  return reads.filter(({ error }) => error !== null && !(isAway(error) && state !== 'live'))
}

/** Why something could not be read, and a way to have it read again; nothing where all could. */
export function ReadProblems({ reads }: { readonly reads: readonly Read[] }) {
  const { say } = useWords()
  const failed = useFailed(reads)
  if (failed.length === 0) return null
  const isBusy = failed.some(({ isFetching }) => isFetching)
  return (
    <div className={styles.unread}>
      <ProblemList problems={eachOnce(failed.flatMap(({ error }) => problemsOf(error)))} />
      <Button
        aria-disabled={isBusy}
        onClick={() => {
          if (!isBusy) for (const { refetch } of failed) void refetch()
        }}
      >
        {say(isBusy ? 'read.reading' : 'read.again')}
      </Button>
    </div>
  )
}

/** In the place of what is read: that it is on its way, or why it is not there. `title` is what a page is called that has no other head yet. */
export function Unread({ reads, title }: { readonly reads: readonly Read[]; readonly title?: string }) {
  const failed = useFailed(reads)
  if (failed.length === 0) return reads.some(({ data }) => data === undefined) ? <Loading /> : null
  return (
    <>
      {title !== undefined && <PageHead title={title} verdict={undefined} />}
      <ReadProblems reads={reads} />
    </>
  )
}

/** What fails for one reason is told once. */
function eachOnce(problems: readonly ApiProblem[]): readonly ApiProblem[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()]
}
