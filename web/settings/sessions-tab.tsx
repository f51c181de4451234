import { useState } from 'react'
import { useAccessChanged, useSessions, type BrowserSession } from '../api/access-queries.ts'
import { call } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { shellWord } from '../components/shell-word.ts'
import { AskDialog } from '../forms/ask-dialog.tsx'
import { inTurns } from '../forms/in-turns.ts'
import { Say, useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Item, ItemList } from '../ui/item-list.tsx'
import { useNow } from '../components/use-now.ts'
import { sayBrowser } from './say-browser.ts'
import { SettingsFrame } from './settings-frame.tsx'
import { sessionsVerdict } from './settings-verdicts.ts'
import styles from './settings.module.css'

/** The browsers that are signed in: one's own, and everybody's for administrators. */
export function SessionsTab() {
  const { say } = useWords()
  const sessions = useSessions()
  const me = useSession().data
  const [ending, setEnding] = useState<readonly BrowserSession[]>([])
  const all = sessions.data ?? []
  const isMine = ({ user }: BrowserSession) => me?.state === 'signed-in' && user === me.name
  const own = all.filter(isMine)
  const others = all.filter((session) => !isMine(session))
  const elsewhere = own.filter(({ isThis }) => !isThis)
  return (
    <SettingsFrame
      tab="sessions"
      verdict={sessions.data && sessionsVerdict(own)}
      reads={[sessions]}
      actions={
        elsewhere.length > 1 && (
          <Button onClick={() => setEnding(elsewhere)}>{say('sessions.endOthers')}</Button>
        )
      }
    >
      <div className={`${styles.stack} ${styles.narrow}`}>
        {own.length > 0 && (
          <Card title={say('sessions.yours')}>
            <SessionList label={say('sessions.yours')} sessions={own} onEnd={(one) => setEnding([one])} />
          </Card>
        )}
        {others.length > 0 && (
          <Card title={say('sessions.others')}>
            <SessionList
              label={say('sessions.others')}
              sessions={others}
              withUser
              onEnd={(one) => setEnding([one])}
            />
          </Card>
        )}
      </div>
      {ending.length > 0 && <EndDialog sessions={ending} onClose={() => setEnding([])} />}
    </SettingsFrame>
  )
}

function SessionList({
  label,
  sessions,
  withUser = false,
  onEnd,
}: {
  readonly label: string
  readonly sessions: readonly BrowserSession[]
  readonly withUser?: boolean
  readonly onEnd: (session: BrowserSession) => void
}) {
  const { say, ago, dateTime } = useWords()
  const nowMs = useNow()
  return (
    <ItemList label={label}>
      {sessions
        .toSorted(
          (a, b) => Number(b.isThis) - Number(a.isThis) || Date.parse(b.seenAt) - Date.parse(a.seenAt),
        )
        .map((session) => (
          <Item
            key={session.id}
            tone={session.isThis ? 'ok' : 'off'}
            title={
              <>
                {withUser && `${session.user} · `}
                <span title={session.agent}>
                  <Say message={sayBrowser(session.agent)} />
                </span>
                {session.isThis && ` · ${say('sessions.this')}`}
              </>
            }
            actions={
              !session.isThis && (
                <Button
                  onClick={() => onEnd(session)}
                  aria-label={say('sessions.endOf', { address: session.address })}
                >
                  {say('signIn.out')}
                </Button>
              )
            }
          >
            {say('sessions.from', {
              address: session.address,
              seen: ago(session.seenAt, nowMs),
              since: dateTime(session.createdAt),
            })}
          </Item>
        ))}
    </ItemList>
  )
}

function EndDialog({
  sessions,
  onClose,
}: {
  readonly sessions: readonly BrowserSession[]
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const changed = useAccessChanged()
  const send = async (close: () => void) => {
    try {
      await inTurns(sessions, 2, ({ id }) => call('endSession', { params: { session: id } }))
      close()
    } finally {
      await changed()
    }
  }
  return (
    <AskDialog
      title={say('sessions.end.question', { count: sessions.length })}
      label={say('signIn.out')}
      isDanger
      command={`kiste session revoke ${sessions.map(({ id }) => shellWord(id)).join(' ')}`}
      send={send}
      onClose={onClose}
    >
      <p>{say('sessions.end.means')}</p>
    </AskDialog>
  )
}
