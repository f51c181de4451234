import { useState } from 'react'
import { useAccessChanged } from '../api/access-queries.ts'
import type { Answer } from '../api/answers.ts'
import { call } from '../api/client.ts'
import { NameField } from '../forms/account-fields.tsx'
import { AskDialog } from '../forms/ask-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { InvitationShown } from './invitation-shown.tsx'
import { RightsFields, rightsBody, type RightsWish } from './rights-fields.tsx'
import { useVmNames } from './use-vm-names.ts'
import { inviteCommand } from './user-command.ts'

/** Who is to come in and what they may do; then their link, this once. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const { say } = useWords()
  const changed = useAccessChanged()
  const vmNames = useVmNames()
  const [invited, setInvited] = useState<Answer<'createUser'>>()
  const [name, setName] = useState('')
  const [wish, setWish] = useState<RightsWish>({ role: 'viewer', vms: [] })
  if (invited) return <InvitationShown invited={invited} onClose={onClose} />
  const send = async () => {
    setInvited(await call('createUser', { body: { name, ...rightsBody(wish) } }))
    await changed()
  }
  return (
    <AskDialog
      title={say('users.invite')}
      label={say('users.inviteDo')}
      fields={['name', 'vms']}
      command={inviteCommand(name, { role: wish.role, vms: vmNames(wish.vms) })}
      send={send}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <NameField
            label={say('signIn.name')}
            hint={say('users.nameHint')}
            value={name}
            onChange={setName}
            problem={problemOf('name')}
            takesFocus
          />
          <RightsFields wish={wish} onChange={setWish} problemOf={problemOf} />
        </>
      )}
    </AskDialog>
  )
}
