import { useId, type ComponentProps, type ReactNode } from 'react'
import styles from './text-field.module.css'

/** One of several, with its name above and what is wrong with it, or worth knowing, below. */
export function SelectField({
  label,
  hint,
  problem,
  ...select
}: Omit<ComponentProps<'select'>, 'id' | 'className'> & {
  readonly label: string
  readonly hint?: ReactNode
  readonly problem?: ReactNode
}) {
  const id = useId()
  const below = problem ?? hint
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <select
        {...select}
        id={id}
        className={styles.input}
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
