import { useWords } from '../messages/use-words.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { keyFormats, type KeyForm } from './new-key.ts'

/** Where the key of a pool comes from: a passphrase, typed twice, or a file of the host. */
export function NewKeyFields({
  form,
  problems = {},
  onChange,
}: {
  readonly form: KeyForm
  readonly problems?: { readonly passphrase?: string | undefined; readonly path?: string | undefined }
  readonly onChange: (form: KeyForm) => void
}) {
  const { say } = useWords()
  const { by, first, again, path, format } = form
  return (
    <>
      <ChoiceField
        label={say('key.by')}
        value={by}
        options={[
          ['prompt', say('key.by.prompt')],
          ['file', say('key.by.file')],
        ]}
        onChange={(next) => onChange({ ...form, by: next })}
      />
      {by === 'prompt' ? (
        <>
          <TextField
            label={say('pool.passphrase')}
            hint={say('pool.passphrase.hint')}
            problem={problems.passphrase}
            type="password"
            autoComplete="new-password"
            value={first}
            onChange={({ target }) => onChange({ ...form, first: target.value })}
          />
          <TextField
            label={say('pool.passphrase.again')}
            problem={again !== '' && again !== first ? say('pool.passphrase.differs') : undefined}
            type="password"
            autoComplete="new-password"
            value={again}
            onChange={({ target }) => onChange({ ...form, again: target.value })}
          />
        </>
      ) : (
        <>
          <TextField
            label={say('key.path')}
            hint={say('key.pathHint')}
            problem={problems.path}
            value={path}
            onChange={({ target }) => onChange({ ...form, path: target.value })}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
          />
          <ChoiceField
            label={say('key.format')}
            value={format}
            options={keyFormats.map(([name, key]) => [name, say(key)])}
            onChange={(next) => onChange({ ...form, format: next })}
          />
        </>
      )}
    </>
  )
}
