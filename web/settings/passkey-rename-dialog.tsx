import { useState } from 'react'
import { useAccessChanged, type Passkey } from '../api/access-queries.ts'
import { call } from '../api/client.ts'
import { AskDialog } from '../forms/ask-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { TextField } from '../ui/text-field.tsx'

/** Another name for a passkey; the device keeps its own. */
export function PasskeyRenameDialog({
  passkey,
  onClose,
}: {
  readonly passkey: Passkey
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const changed = useAccessChanged()
  const [name, setName] = useState(passkey.name)
  const send = async (close: () => void) => {
    await call('renamePasskey', { params: { passkey: passkey.id }, body: { name } })
    close()
    await changed()
  }
  return (
    <AskDialog
      title={say('passkeys.rename.title', { name: passkey.name })}
      label={say('passkeys.rename')}
      fields={['name']}
      send={send}
      onClose={onClose}
    >
      {(problemOf) => (
        <TextField
          label={say('passkeys.name')}
          hint={say('passkeys.renameHint')}
          value={name}
          onChange={(event) => setName(event.target.value)}
          problem={problemOf('name')}
          name="passkey"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          takesFocus
          required
        />
      )}
    </AskDialog>
  )
}
