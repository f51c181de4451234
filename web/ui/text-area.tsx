import type { ComponentProps } from 'react'
import { Field, type FieldFrame } from './field.tsx'
import styles from './text-field.module.css'

/** Several lines to type into. */
export function TextArea({
  label,
  hint,
  problem,
  ...area
}: FieldFrame & Omit<ComponentProps<'textarea'>, 'id' | 'className'>) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ties) => (
        <textarea
          rows={3}
          spellCheck={false}
          {...area}
          {...ties}
          className={`${styles.input} ${styles.area}`}
        />
      )}
    </Field>
  )
}
