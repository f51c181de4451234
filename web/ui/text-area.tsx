import { useId, type ComponentProps, type ReactNode } from 'react'
import styles from './text-field.module.css'

/** Several lines to type into, with a name above and what is wrong, or worth knowing, below. */
export function TextArea({
  label,
  hint,
  problem,
  ...area
}: Omit<ComponentProps<'textarea'>, 'id' | 'className'> & {
  readonly label: string
  readonly hint?: ReactNode
  readonly problem?: ReactNode
}) {
  const id = useId()
  const below = problem ?? hint
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <textarea
        rows={3}
        spellCheck={false}
        {...area}
        id={id}
        className={`${styles.input} ${styles.area}`}
        aria-invalid={problem !== undefined}
        {...(below === undefined ? {} : { 'aria-describedby': `${id}-below` })}
      />
      {below !== undefined && (
        <p id={`${id}-below`} className={problem === undefined ? styles.hint : styles.problem}>
          {below}
        </p>
      )}
    </div>
  )
}
