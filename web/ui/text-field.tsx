import type { ComponentProps } from 'react'
import { Field, type FieldFrame } from './field.tsx'
import { focusAtOnce } from './focus-at-once.ts'
import styles from './text-field.module.css'

/** One line to type into. */
export function TextField({
  label,
  hint,
  problem,
  takesFocus = false,
  ...input
}: FieldFrame &
  Omit<ComponentProps<'input'>, 'id' | 'className' | 'ref'> & {
    /** For the one field that somebody came for: they can type at once. */
    readonly takesFocus?: boolean
  }) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ties) => (
        <input {...input} {...ties} ref={takesFocus ? focusAtOnce : undefined} className={styles.input} />
      )}
    </Field>
  )
}
