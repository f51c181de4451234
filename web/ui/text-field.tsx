import { useId, type ComponentProps, type ReactNode } from 'react'
import { focusAtOnce } from './focus-at-once.ts'
import styles from './text-field.module.css'

/** One line to type into, with its name above and what is wrong with it, or worth knowing, below. */
export function TextField({
  label,
  hint,
  problem,
  takesFocus = false,
  ...input
}: Omit<ComponentProps<'input'>, 'id' | 'className' | 'ref'> & {
  readonly label: string
  readonly hint?: ReactNode
  readonly problem?: ReactNode
  /** For the one field that somebody came for: they can type at once. */
  readonly takesFocus?: boolean
}) {
  const id = useId()
  const below = problem ?? hint
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        ref={takesFocus ? focusAtOnce : undefined}
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
