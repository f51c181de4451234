import { useState } from 'react'
import { useAccessChanged } from '../api/access-queries.ts'
import { call } from '../api/client.ts'
import { AskDialog } from '../forms/ask-dialog.tsx'
import { PasswordField } from '../forms/password-field.tsx'
import { useWords } from '../messages/use-words.tsx'

export function TotpRemoveDialog({ onClose }: { readonly onClose: () => void }) {
  const { say } = useWords()
  const changed = useAccessChanged()
  const [password, setPassword] = useState('')
  const send = async (close: () => void) => {
    await call('removeTotp', { body: { password } })
    close()
    await changed()
  }
  return (
    <AskDialog
      title={say('totp.remove.question')}
      label={say('totp.remove')}
      isDanger
      fields={['password']}
      send={send}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <p>{say('totp.remove.means')}</p>
          <PasswordField value={password} onChange={setPassword} problem={problemOf('password')} takesFocus />
        </>
      )}
    </AskDialog>
  )
}
