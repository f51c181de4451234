import type { ReactNode } from 'react'
import { SelectField } from './select-field.tsx'

/** One of a few. Options are values and what they are called. */
export function ChoiceField<Value extends string>({
  options,
  onChange,
  ...field
}: {
  readonly label: string
  readonly hint?: ReactNode
  readonly problem?: ReactNode
  readonly value: Value
  readonly options: readonly (readonly [value: Value, text: string])[]
  readonly onChange: (value: Value) => void
}) {
  return (
    <SelectField
      {...field}
      onChange={({ target }) => {
        const [chosen] = options.find(([value]) => value === target.value) ?? []
        if (chosen !== undefined) onChange(chosen)
      }}
    >
      {options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </SelectField>
  )
}
