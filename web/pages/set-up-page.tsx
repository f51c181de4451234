import { useState } from 'react'
import { useLocation } from 'wouter'
import { call } from '../api/client.ts'
import { useEnter } from '../api/session.ts'
import { DoorPage } from '../components/door-page.tsx'
import { linkSecret } from '../components/link-secret.ts'
import { paths } from '../components/paths.ts'
import { NameField, NewPasswordField } from '../forms/account-fields.tsx'
import { DoorForm } from '../forms/door-form.tsx'
import { useSubmit } from '../forms/use-submit.ts'
import { useWords } from '../messages/use-words.tsx'
import { CommandLine } from '../ui/command-line.tsx'

const fields = ['name', 'password'] as const

/** The first run: whoever brings the link becomes the first administrator. */
export function SetUpPage() {
  const { say } = useWords()
  const [secret] = useState(() => linkSecret(window.location.hash))
  const [, goTo] = useLocation()
  const enter = useEnter()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const form = useSubmit(async () => {
    const session = await call('setUp', { body: { secret: secret ?? '', name, password } })
    goTo(paths.overview, { replace: true })
    enter(session)
  })
  if (secret === undefined)
    return (
      <DoorPage title={say('setUp.title')} lead={say('setUp.noLink')}>
        <CommandLine command="kiste setup" copy={say('command.copy')} copied={say('command.copied')} />
      </DoorPage>
    )
  return (
    <DoorPage title={say('setUp.title')} lead={say('setUp.lead')}>
      <DoorForm form={form} problems={form.othersThan(fields)} button={say('setUp.do')}>
        <NameField
          label={say('setUp.name')}
          hint={say('setUp.nameHint')}
          value={name}
          onChange={setName}
          problem={form.problemOf('name')}
          takesFocus
        />
        <NewPasswordField value={password} onChange={setPassword} problem={form.problemOf('password')} />
      </DoorForm>
    </DoorPage>
  )
}
