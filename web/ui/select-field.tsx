import type { ComponentProps } from 'react'
import { Field, type FieldFrame } from './field.tsx'
import styles from './text-field.module.css'

/** One of several. */
export function SelectField({
  label,
  hint,
  problem,
  ...select
}: FieldFrame & Omit<ComponentProps<'select'>, 'id' | 'className'>) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ties) => <select {...select} {...ties} className={styles.input} />}
    </Field>
  )
}
