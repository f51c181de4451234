import { useState } from 'react'
import { useAccessChanged, useTokens, type ApiToken } from '../api/access-queries.ts'
import { call } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { useNow } from '../components/use-now.ts'
import { AskDialog } from '../forms/ask-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Item, ItemList } from '../ui/item-list.tsx'
import { levelWords } from './level-words.ts'
import { SettingsFrame } from './settings-frame.tsx'
import { isOver, tokensVerdict } from './settings-verdicts.ts'
import styles from './settings.module.css'
import { revokeTokenCommand } from './token-command.ts'
import { TokenDialog } from './token-dialog.tsx'
import { useVmNames } from './use-vm-names.ts'

/** What programs come in with: one's own tokens, and everybody's for administrators. */
export function TokensTab({ hasAccount }: { readonly hasAccount: boolean }) {
  const { say } = useWords()
  const nowMs = useNow()
  const tokens = useTokens()
  const me = useSession().data
  const [isMaking, setMaking] = useState(false)
  const [removed, setRemoved] = useState<ApiToken>()
  const all = tokens.data ?? []
  const isMine = ({ user }: ApiToken) => me?.state === 'signed-in' && user === me.name
  const groups = [
    { label: say('tokens.yours'), withUser: false, tokens: all.filter(isMine) },
    { label: say('tokens.others'), withUser: true, tokens: all.filter((token) => !isMine(token)) },
  ].filter((group) => group.tokens.length > 0)
  return (
    <SettingsFrame
      tab="tokens"
      verdict={tokens.data && tokensVerdict(tokens.data, nowMs)}
      reads={[tokens]}
      actions={
        hasAccount && (
          <Button look="main" onClick={() => setMaking(true)}>
            {say('tokens.make')}
          </Button>
        )
      }
    >
      <div className={`${styles.stack} ${styles.narrow}`}>
        {!hasAccount && <p className={styles.soft}>{say('tokens.noAccount')}</p>}
        {groups.map((group) => (
          <Card key={group.label} title={group.label}>
            <ItemList label={group.label}>
              {group.tokens.map((token) => (
                <TokenItem
                  key={token.id}
                  token={token}
                  withUser={group.withUser}
                  nowMs={nowMs}
                  onRemove={() => setRemoved(token)}
                />
              ))}
            </ItemList>
          </Card>
        ))}
      </div>
      {isMaking && <TokenDialog onClose={() => setMaking(false)} />}
      {removed && <RemoveDialog token={removed} onClose={() => setRemoved(undefined)} />}
    </SettingsFrame>
  )
}

function TokenItem({
  token,
  withUser,
  nowMs,
  onRemove,
}: {
  readonly token: ApiToken
  readonly withUser: boolean
  readonly nowMs: number
  readonly onRemove: () => void
}) {
  const { say, ago, dateTime, list } = useWords()
  const vmNames = useVmNames()
  const { name, user, level, reach, expiresAt, usedAt, createdAt } = token
  const isEnded = isOver(token, nowMs)
  const end =
    expiresAt === undefined
      ? say('tokens.endless')
      : isEnded
        ? say('tokens.ended', { time: dateTime(expiresAt) })
        : say('tokens.ends', { time: dateTime(expiresAt) })
  return (
    <Item
      tone={isEnded ? 'off' : 'ok'}
      title={withUser ? `${user} · ${name}` : name}
      actions={
        <Button onClick={onRemove} aria-label={say('tokens.removeOf', { name })}>
          {say('tokens.remove')}
        </Button>
      }
    >
      {say(levelWords[level])}
      {reach.of === 'vms' && `: ${list(vmNames(reach.uuids))}`} · {end} ·{' '}
      {usedAt === undefined
        ? say('tokens.neverUsed', { time: ago(createdAt, nowMs) })
        : say('tokens.used', { time: ago(usedAt, nowMs) })}
    </Item>
  )
}

function RemoveDialog({ token, onClose }: { readonly token: ApiToken; readonly onClose: () => void }) {
  const { say } = useWords()
  const changed = useAccessChanged()
  const send = async (close: () => void) => {
    await call('removeToken', { params: { token: token.id } })
    close()
    await changed()
  }
  return (
    <AskDialog
      title={say('tokens.remove.question', { name: token.name })}
      label={say('tokens.remove')}
      isDanger
      command={revokeTokenCommand(token)}
      send={send}
      onClose={onClose}
    >
      <p>{say('tokens.remove.means')}</p>
    </AskDialog>
  )
}
