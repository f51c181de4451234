import { useState } from 'react'
import { useLocation } from 'wouter'
import { call } from '../api/client.ts'
import { useEnter } from '../api/session.ts'
import { DoorPage } from '../components/door-page.tsx'
import { linkSecret } from '../components/link-secret.ts'
import { paths } from '../components/paths.ts'
import { NewPasswordField } from '../forms/account-fields.tsx'
import { DoorForm } from '../forms/door-form.tsx'
import { useSubmit } from '../forms/use-submit.ts'
import { useWords } from '../messages/use-words.tsx'

/** Whoever was invited, or has lost their password, chooses one. */
export function InvitationPage() {
  const { say } = useWords()
  const [secret] = useState(() => linkSecret(window.location.hash))
  const [, goTo] = useLocation()
  const enter = useEnter()
  const [password, setPassword] = useState('')
  const form = useSubmit(async () => {
    const session = await call('acceptInvitation', { body: { secret: secret ?? '', password } })
    goTo(paths.overview, { replace: true })
    enter(session)
  })
  if (secret === undefined)
    return <DoorPage title={say('invitation.title')} lead={say('invitation.noLink')} />
  return (
    <DoorPage title={say('invitation.title')} lead={say('invitation.lead')}>
      <DoorForm form={form} problems={form.othersThan(['password'])} button={say('invitation.do')}>
        <NewPasswordField
          value={password}
          onChange={setPassword}
          problem={form.problemOf('password')}
          takesFocus
        />
      </DoorForm>
    </DoorPage>
  )
}
