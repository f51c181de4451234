import { useState } from 'react'
import { useAccessChanged } from '../api/access-queries.ts'
import { call } from '../api/client.ts'
import { makePasskey } from '../api/passkeys.ts'
import { AskDialog } from '../forms/ask-dialog.tsx'
import { PasswordField } from '../forms/password-field.tsx'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { browserName } from './browser-name.ts'
import { passkeyRefusal } from './passkey-trouble.ts'

/** Names a passkey, and has the device make it. */
export function PasskeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { say } = useWords()
  const changed = useAccessChanged()
  const [name, setName] = useState(() => browserName(navigator.userAgent).system ?? '')
  const [password, setPassword] = useState('')
  const [refusal, setRefusal] = useState<MessageKey>()
  const send = async (close: () => void) => {
    setRefusal(undefined)
    const options = await call('beginPasskey', { body: { password } })
    try {
      const response = await makePasskey(options)
      await call('addPasskey', { body: { name, response } })
    } catch (error) {
      const refused = passkeyRefusal(error)
      if (refused === undefined) throw error
      setRefusal(refused)
      return
    }
    close()
    await changed()
  }
  return (
    <AskDialog
      title={say('passkeys.add')}
      label={say('passkeys.addDo')}
      fields={['name', 'password']}
      send={send}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <p>{say('passkeys.addMeans')}</p>
          <TextField
            label={say('passkeys.name')}
            hint={say('passkeys.nameHint')}
            value={name}
            onChange={(event) => setName(event.target.value)}
            problem={problemOf('name')}
            name="passkey"
            autoComplete="off"
            required
          />
          <PasswordField value={password} onChange={setPassword} problem={problemOf('password')} takesFocus />
          {refusal !== undefined && <Notice look="broken">{say(refusal)}</Notice>}
        </>
      )}
    </AskDialog>
  )
}
