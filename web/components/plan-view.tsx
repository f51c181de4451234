import { useWords } from '../messages/use-words.tsx'
import { Notice } from '../ui/notice.tsx'
import { Said } from './said.tsx'
import styles from './plan-view.module.css'
import type { Plan } from '../api/answers.ts'

/** What would happen, step by step, with the command each step stands for. */
export function PlanView({ plan, name }: { readonly plan: Plan; readonly name?: string | undefined }) {
  const { say } = useWords()
  return (
    <div className={styles.plan}>
      {name !== undefined && <h3 className={styles.name}>{name}</h3>}
      <ol className={styles.steps}>
        {plan.steps.map(({ title, command }, index) => (
          <li key={title}>
            <span className={styles.number} aria-hidden="true">
              {index + 1}
            </span>
            <div>
              <Said text={title} />
              {command !== undefined && <code>{command}</code>}
            </div>
          </li>
        ))}
      </ol>
      {plan.losses && plan.losses.length > 0 && (
        <Notice look="broken">
          <b>{say('plan.losses')}</b>
          {plan.losses.map((loss) => (
            <Said key={loss} text={loss} />
          ))}
        </Notice>
      )}
      {plan.notes.length > 0 && (
        <Notice look="look">
          {plan.notes.map((note) => (
            <Said key={note} text={note} />
          ))}
        </Notice>
      )}
    </div>
  )
}
