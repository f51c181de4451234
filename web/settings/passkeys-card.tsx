import { useState } from 'react'
import { useAccessChanged, usePasskeys, type Passkey } from '../api/access-queries.ts'
import { call } from '../api/client.ts'
import { Unread } from '../components/unread.tsx'
import { useNow } from '../components/use-now.ts'
import { AskDialog } from '../forms/ask-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Item, ItemList } from '../ui/item-list.tsx'
import { PasskeyDialog } from './passkey-dialog.tsx'
import { PasskeyRenameDialog } from './passkey-rename-dialog.tsx'
import { passkeySurroundings, whyNoPasskey } from './passkey-trouble.ts'
import styles from './settings.module.css'

/** Keys of one's devices, which take the place of password and code. */
export function PasskeysCard() {
  const { say, ago } = useWords()
  const nowMs = useNow()
  const passkeys = usePasskeys()
  const [isAdding, setAdding] = useState(false)
  const [renamed, setRenamed] = useState<Passkey>()
  const [removed, setRemoved] = useState<Passkey>()
  const whyNot = whyNoPasskey(passkeySurroundings())
  return (
    <Card title={say('passkeys.title')}>
      <div className={styles.stack}>
        <p className={styles.soft}>{say('passkeys.means')}</p>
        <Unread reads={[passkeys]} />
        {passkeys.data !== undefined && passkeys.data.length > 0 && (
          <ItemList label={say('passkeys.title')}>
            {passkeys.data.map((passkey) => (
              <Item
                key={passkey.id}
                tone="ok"
                title={passkey.name}
                actions={
                  <>
                    <Button
                      onClick={() => setRenamed(passkey)}
                      aria-label={say('passkeys.renameOf', { name: passkey.name })}
                    >
                      {say('passkeys.rename')}
                    </Button>
                    <Button
                      onClick={() => setRemoved(passkey)}
                      aria-label={say('passkeys.removeOf', { name: passkey.name })}
                    >
                      {say('passkeys.remove')}
                    </Button>
                  </>
                }
              >
                {say('passkeys.site', { site: passkey.site })} ·{' '}
                {passkey.usedAt === undefined
                  ? say('passkeys.neverUsed', { time: ago(passkey.createdAt, nowMs) })
                  : say('passkeys.used', { time: ago(passkey.usedAt, nowMs) })}
              </Item>
            ))}
          </ItemList>
        )}
        <div className={styles.row}>
          <Button disabled={whyNot !== undefined} onClick={() => setAdding(true)}>
            {say('passkeys.add')}
          </Button>
        </div>
        {whyNot !== undefined && <p className={styles.soft}>{say(whyNot)}</p>}
      </div>
      {isAdding && <PasskeyDialog onClose={() => setAdding(false)} />}
      {renamed && <PasskeyRenameDialog passkey={renamed} onClose={() => setRenamed(undefined)} />}
      {removed && <RemoveDialog passkey={removed} onClose={() => setRemoved(undefined)} />}
    </Card>
  )
}

function RemoveDialog({ passkey, onClose }: { readonly passkey: Passkey; readonly onClose: () => void }) {
  const { say } = useWords()
  const changed = useAccessChanged()
  const send = async (close: () => void) => {
    await call('removePasskey', { params: { passkey: passkey.id } })
    close()
    await changed()
  }
  return (
    <AskDialog
      title={say('passkeys.remove.question', { name: passkey.name })}
      label={say('passkeys.remove')}
      isDanger
      send={send}
      onClose={onClose}
    >
      <p>{say('passkeys.remove.means')}</p>
    </AskDialog>
  )
}
