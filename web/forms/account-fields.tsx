import { useWords } from '../messages/use-words.tsx'
import { TextField } from '../ui/text-field.tsx'

interface Field {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly takesFocus?: boolean
  readonly problem?: string | undefined
}

/** The name somebody signs in with. */
export function NameField({
  label,
  hint,
  onChange,
  ...field
}: Field & { readonly label: string; readonly hint?: string }) {
  return (
    <TextField
      {...field}
      label={label}
      hint={hint}
      onChange={(event) => onChange(event.target.value)}
      name="name"
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      required
    />
  )
}

/** A password that is being chosen, with what makes a good one. */
export function NewPasswordField({ label, onChange, ...field }: Field & { readonly label?: string }) {
  const { say } = useWords()
  return (
    <TextField
      {...field}
      label={label ?? say('setUp.password')}
      hint={say('setUp.passwordHint')}
      onChange={(event) => onChange(event.target.value)}
      name="password"
      type="password"
      autoComplete="new-password"
      required
    />
  )
}
