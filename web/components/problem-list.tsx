import { useWords } from '../messages/use-words.tsx'
import { Notice } from '../ui/notice.tsx'
import { Said } from './said.tsx'
import type { ApiProblem } from '../api/answers.ts'

/** Everything that stands in the way, and what to do about it. */
export function ProblemList({ problems }: { readonly problems: readonly ApiProblem[] }) {
  const { say } = useWords()
  return (
    <Notice look="broken">
      {problems.map(({ message, hint, field }) => (
        <div key={`${field} ${message}`}>
          <Said text={message} />
          {hint !== undefined && (
            <div>
              {say('problem.hint')} <Said text={hint} />
            </div>
          )}
        </div>
      ))}
    </Notice>
  )
}
