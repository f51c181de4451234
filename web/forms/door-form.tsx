import type { ReactNode } from 'react'
import type { ApiProblem } from '../api/answers.ts'
import { ProblemList } from '../components/problem-list.tsx'
import styles from './door-form.module.css'
import { SendButton } from './send-button.tsx'
import type { Submit } from './use-submit.ts'

/** What is filled in at a door, and the one button under it. `problems` are those that belong to no field. */
export function DoorForm({
  form,
  problems,
  button,
  children,
}: {
  readonly form: Submit
  readonly problems: readonly ApiProblem[]
  readonly button: string
  readonly children: ReactNode
}) {
  return (
    <form className={styles.form} onSubmit={form.onSubmit}>
      {problems.length > 0 && <ProblemList problems={problems} />}
      {children}
      <SendButton label={button} isBusy={form.isBusy} type="submit" look="main" />
    </form>
  )
}
