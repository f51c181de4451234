import { useState } from 'react'
import { isLastAdmin } from '../../src/domain/user.ts'
import { useAccessChanged, type User } from '../api/access-queries.ts'
import { call } from '../api/client.ts'
import { useRefreshSession } from '../api/session.ts'
import { shellWord } from '../components/shell-word.ts'
import { AskDialog } from '../forms/ask-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { Modal } from '../ui/modal.tsx'
import { RightsFields, rightsBody, type RightsWish } from './rights-fields.tsx'
import { useVmNames } from './use-vm-names.ts'
import type { UserAction } from './user-actions.ts'
import { rightsCommand } from './user-command.ts'

interface Asked {
  readonly user: User
  readonly all: readonly User[]
  readonly onClose: () => void
}

/** What is to be done about somebody, and what that means. */
export function UserActionDialog({ action, ...asked }: Asked & { readonly action: UserAction }) {
  switch (action) {
    case 'rights':
      return <RightsDialog {...asked} />
    case 'disable':
    case 'enable':
      return <DisableDialog {...asked} disabled={action === 'disable'} />
    case 'reset':
      return <ResetDialog {...asked} />
    case 'remove':
      return <RemoveDialog {...asked} />
  }
}

function RightsDialog({ user, all, onClose }: Asked) {
  const { say } = useWords()
  const done = useDone()
  const vmNames = useVmNames()
  const [wish, setWish] = useState<RightsWish>({ role: user.role, vms: user.vms })
  const isLast = isLastAdmin(user, all) && wish.role !== 'admin'
  return (
    <AskDialog
      title={say('users.rights.title', { name: user.name })}
      label={say('users.rights.do')}
      whyNot={isLast ? say('users.whyNot.lastAdmin', { name: user.name }) : undefined}
      fields={['vms']}
      command={rightsCommand(user.name, { role: wish.role, vms: vmNames(wish.vms) })}
      send={async (close) => {
        await call('setUser', { params: { user: user.id }, body: rightsBody(wish) })
        await done(close)
      }}
      onClose={onClose}
    >
      {(problemOf) => <RightsFields wish={wish} onChange={setWish} problemOf={problemOf} />}
    </AskDialog>
  )
}

function DisableDialog({ user, disabled, onClose }: Asked & { readonly disabled: boolean }) {
  const { say } = useWords()
  const done = useDone()
  const { name } = user
  return (
    <AskDialog
      title={disabled ? say('users.disable.question', { name }) : say('users.enable.question', { name })}
      label={disabled ? say('users.action.disable') : say('users.action.enable')}
      isDanger={disabled}
      command={`kiste user set ${shellWord(name)} ${disabled ? '--disabled' : '--no-disabled'}`}
      send={async (close) => {
        await call('setUser', { params: { user: user.id }, body: { disabled } })
        await done(close)
      }}
      onClose={onClose}
    >
      <p>{disabled ? say('users.disable.means') : say('users.enable.means')}</p>
    </AskDialog>
  )
}

/** A browser of an administrator's must not open all other accounts, so the page only says how. */
function ResetDialog({ user, onClose }: Asked) {
  const { say } = useWords()
  return (
    <Modal
      open
      onClose={onClose}
      title={say('users.reset.title', { name: user.name })}
      foot={<Button onClick={onClose}>{say('toast.close')}</Button>}
    >
      <p>{say('users.reset.means', { name: user.name })}</p>
      <CommandLine
        command={`kiste user reset ${shellWord(user.name)}`}
        copy={say('command.copy')}
        copied={say('command.copied')}
      />
      <p>{say('users.reset.why')}</p>
    </Modal>
  )
}

function RemoveDialog({ user, onClose }: Asked) {
  const { say } = useWords()
  const done = useDone()
  return (
    <AskDialog
      title={say('users.remove.question', { name: user.name })}
      label={say('users.action.remove')}
      isDanger
      command={`kiste user remove ${shellWord(user.name)}`}
      send={async (close) => {
        await call('removeUser', { params: { user: user.id } })
        await done(close)
      }}
      onClose={onClose}
    >
      <p>{say('users.remove.means')}</p>
      <p>{say('users.remove.back')}</p>
    </AskDialog>
  )
}

/** It may have been one's own rights that have changed. */
function useDone(): (close: () => void) => Promise<void> {
  const changed = useAccessChanged()
  const refreshSession = useRefreshSession()
  return async (close) => {
    close()
    await Promise.all([changed(), refreshSession()])
  }
}
