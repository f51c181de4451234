import { useState } from 'react'
import { useAccessChanged } from '../api/access-queries.ts'
import { call } from '../api/client.ts'
import { addToast } from '../components/toasts.ts'
import { NewPasswordField } from '../forms/account-fields.tsx'
import { AskDialog } from '../forms/ask-dialog.tsx'
import { PasswordField } from '../forms/password-field.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import styles from './settings.module.css'

export function PasswordCard() {
  const { say } = useWords()
  const [isAsking, setAsking] = useState(false)
  return (
    <Card title={say('signIn.password')}>
      <div className={styles.stack}>
        <p className={styles.soft}>{say('account.passwordMeans')}</p>
        <div className={styles.row}>
          <Button onClick={() => setAsking(true)}>{say('account.changePassword')}</Button>
        </div>
      </div>
      {isAsking && <PasswordDialog onClose={() => setAsking(false)} />}
    </Card>
  )
}

function PasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const { say } = useWords()
  const changed = useAccessChanged()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const send = async (close: () => void) => {
    await call('changePassword', { body: { current, password } })
    addToast({ tone: 'ok', message: { key: 'account.passwordChanged' } })
    close()
    await changed()
  }
  return (
    <AskDialog
      title={say('account.changePassword')}
      label={say('account.changePasswordDo')}
      fields={['current', 'password']}
      send={send}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <PasswordField value={current} onChange={setCurrent} problem={problemOf('current')} takesFocus />
          <NewPasswordField
            label={say('account.newPassword')}
            value={password}
            onChange={setPassword}
            problem={problemOf('password')}
          />
          <p className={styles.soft}>{say('account.othersEnd')}</p>
        </>
      )}
    </AskDialog>
  )
}
