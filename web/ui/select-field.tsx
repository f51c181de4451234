import { useId, type ReactNode } from 'react'
import styles from './text-field.module.css'

export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: string
}

/** One of several, with its name above and what it means below. */
export function SelectField<Value extends string>({
  label,
  hint,
  value,
  choices,
  disabled = false,
  onChange,
}: {
  readonly label: string
  readonly hint?: ReactNode
  readonly value: Value
  readonly choices: readonly Choice<Value>[]
  readonly disabled?: boolean
  readonly onChange: (value: Value) => void
}) {
  const id = useId()
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className={styles.input}
        value={value}
        disabled={disabled}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-below` })}
        onChange={({ target }) => {
          const chosen = choices.find((choice) => choice.value === target.value)
          if (chosen) onChange(chosen.value)
        }}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p id={`${id}-below`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  )
}
