import { useId, type ReactNode } from 'react'
import styles from './text-field.module.css'

/** What any field has around it. */
export interface FieldFrame {
  readonly label: string
  readonly hint?: ReactNode
  readonly problem?: ReactNode
}

/** What ties a control to its name and to what is said of it. */
export interface FieldTies {
  readonly id: string
  readonly 'aria-invalid': boolean
  readonly 'aria-describedby'?: string
}

/** A control with its name above and what is wrong with it, or worth knowing, below. */
export function Field({
  label,
  hint,
  problem,
  children,
}: FieldFrame & { readonly children: (ties: FieldTies) => ReactNode }) {
  const id = useId()
  const below = problem ?? hint
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-invalid': problem !== undefined,
        ...(below === undefined ? {} : { 'aria-describedby': `${id}-below` }),
      })}
      {below !== undefined && (
        <p id={`${id}-below`} className={problem === undefined ? styles.hint : styles.problem}>
          {below}
        </p>
      )}
    </div>
  )
}
