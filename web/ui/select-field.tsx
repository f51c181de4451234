import { useId, type ComponentProps, type ReactNode } from 'react'
import styles from './text-field.module.css'

/** One of several, with its name above and what is worth knowing below. */
export function SelectField({
  label,
  hint,
  children,
  ...select
}: Omit<ComponentProps<'select'>, 'id' | 'className'> & {
  readonly label: string
  readonly hint?: ReactNode
}) {
  const id = useId()
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <select
        {...select}
        id={id}
        className={styles.input}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-below` })}
      >
        {children}
      </select>
      {hint !== undefined && (
        <p id={`${id}-below`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  )
}
