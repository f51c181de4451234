import { TextField } from '../ui/text-field.tsx'

/** What something is to be called, for which somebody came: they can type at once, and nothing is corrected as they do. */
export function NameField({
  onChange,
  ...field
}: {
  readonly label: string
  readonly hint?: string
  readonly problem?: string | undefined
  readonly value: string
  readonly onChange: (name: string) => void
}) {
  return (
    <TextField
      {...field}
      takesFocus
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      onChange={({ target }) => onChange(target.value)}
    />
  )
}
