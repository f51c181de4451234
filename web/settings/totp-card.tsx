import { useState } from 'react'
import type { OwnAccount } from '../api/access-queries.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { TotpRemoveDialog } from './totp-remove-dialog.tsx'
import { TotpSetUpDialog } from './totp-set-up-dialog.tsx'
import styles from './settings.module.css'

/** Codes of an app as second factor. */
export function TotpCard({ account }: { readonly account: OwnAccount }) {
  const { say } = useWords()
  const [asks, setAsks] = useState<'set-up' | 'remove'>()
  const close = () => setAsks(undefined)
  return (
    <Card title={say('totp.title')}>
      <div className={styles.stack}>
        <p className={styles.soft}>
          {account.hasTotp ? say('totp.isOn', { left: account.recoveryCodesLeft }) : say('totp.means')}
        </p>
        <div className={styles.row}>
          {account.hasTotp ? (
            <Button onClick={() => setAsks('remove')}>{say('totp.remove')}</Button>
          ) : (
            <Button look="main" onClick={() => setAsks('set-up')}>
              {say('totp.setUp')}
            </Button>
          )}
        </div>
      </div>
      {asks === 'set-up' && <TotpSetUpDialog onClose={close} />}
      {asks === 'remove' && <TotpRemoveDialog onClose={close} />}
    </Card>
  )
}
