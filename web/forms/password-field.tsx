import { useWords } from '../messages/use-words.tsx'
import { TextField } from '../ui/text-field.tsx'

/** The password somebody has now, asked for once more. */
export function PasswordField({
  value,
  onChange,
  problem,
  takesFocus = false,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly problem?: string | undefined
  readonly takesFocus?: boolean
}) {
  const { say } = useWords()
  return (
    <TextField
      label={say('account.current')}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      problem={problem}
      takesFocus={takesFocus}
      name="current"
      type="password"
      autoComplete="current-password"
      required
    />
  )
}
