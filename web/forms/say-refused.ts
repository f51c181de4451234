import type { ApiProblem } from '../api/answers.ts'
import { addToast } from '../components/toasts.ts'

/** Says what was refused when nobody has the dialog open any more that asked for it. */
export function sayRefused(problems: readonly ApiProblem[]): void {
  for (const { message } of problems)
    addToast({ tone: 'broken', message: { key: 'toast.refused', values: { why: { daemon: message } } } })
}
