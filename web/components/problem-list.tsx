import { useWords } from '../messages/use-words.tsx'
import { Notice } from '../ui/notice.tsx'
import type { ApiProblem } from '../api/answers.ts'

/** Everything that stands in the way, and what to do about it. The daemon says it in English. */
export function ProblemList({ problems }: { readonly problems: readonly ApiProblem[] }) {
  const { say } = useWords()
  return (
    <Notice look="broken">
      {problems.map(({ message, hint, field }) => (
        <div key={`${field} ${message}`}>
          <span lang="en">{message}</span>
          {hint !== undefined && (
            <div>
              {say('problem.hint')} <span lang="en">{hint}</span>
            </div>
          )}
        </div>
      ))}
    </Notice>
  )
}
