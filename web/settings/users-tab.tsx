import { useState, type ReactNode } from 'react'
import { useUsers, type User } from '../api/access-queries.ts'
import { useSession } from '../api/session.ts'
import { sayMessage } from '../messages/say-message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button, buttonClass } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Item, ItemList } from '../ui/item-list.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { roleWords } from './level-words.ts'
import { SettingsFrame } from './settings-frame.tsx'
import { usersVerdict } from './settings-verdicts.ts'
import styles from './settings.module.css'
import { useVmNames } from './use-vm-names.ts'
import { userActionLabels, userActionsFor, userState, whyNotUser, type UserAction } from './user-actions.ts'
import { UserActionDialog } from './user-action-dialog.tsx'

type Asked = { readonly action: UserAction; readonly user: User }

/** Who may come in, and with which rights. */
export function UsersTab() {
  const words = useWords()
  const { say } = words
  const users = useUsers()
  const [isInviting, setInviting] = useState(false)
  const [asked, setAsked] = useState<Asked>()
  const all = users.data ?? []
  return (
    <SettingsFrame
      tab="users"
      verdict={users.data && usersVerdict(users.data)}
      reads={[users]}
      actions={
        <Button look="main" onClick={() => setInviting(true)}>
          {say('users.invite')}
        </Button>
      }
    >
      <div className={styles.narrow}>
        <Card title={say('users.title')}>
          <ItemList label={say('users.title')}>
            {all.map((user) => (
              <UserItem
                key={user.id}
                user={user}
                menu={
                  <MenuButton
                    className={buttonClass()}
                    label={say('users.more', { name: user.name })}
                    title={say('users.more', { name: user.name })}
                    entries={userActionsFor(user).map((action) => {
                      const whyNot = whyNotUser(action, user, all)
                      return {
                        id: action,
                        label: say(userActionLabels[action]),
                        whyNot: whyNot && sayMessage(words, whyNot),
                        isDanger: action === 'remove',
                        act: () => setAsked({ action, user }),
                      }
                    })}
                  >
                    {say('vm.more')}
                  </MenuButton>
                }
              />
            ))}
          </ItemList>
        </Card>
      </div>
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
      {asked && <UserActionDialog {...asked} all={all} onClose={() => setAsked(undefined)} />}
    </SettingsFrame>
  )
}

function UserItem({ user, menu }: { readonly user: User; readonly menu: ReactNode }) {
  const { say, list } = useWords()
  const me = useSession().data
  const vmNames = useVmNames()
  const { tone, word } = userState(user)
  const isMe = me?.state === 'signed-in' && me.via === 'session' && me.name === user.name
  const hasComeIn = user.hasPassword || user.passkeys > 0
  const factors = [
    ...(user.hasTotp ? [say('users.totp')] : []),
    ...(user.passkeys > 0 ? [say('users.passkeys', { count: user.passkeys })] : []),
  ]
  return (
    <Item tone={tone} title={isMe ? say('users.you', { name: user.name }) : user.name} actions={menu}>
      {say(roleWords[user.role])}
      {user.role === 'operator' && user.vms.length > 0 && `: ${list(vmNames(user.vms))}`}
      {user.role === 'operator' && user.vms.length === 0 && `: ${say('users.noVms')}`}
      {' · '}
      {say(word)}
      {hasComeIn && ` · ${factors.length > 0 ? list(factors) : say('users.passwordAlone')}`}
    </Item>
  )
}
