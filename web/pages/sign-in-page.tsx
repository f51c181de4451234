import { useState } from 'react'
import { call } from '../api/client.ts'
import { useEnter } from '../api/session.ts'
import { DoorPage } from '../components/door-page.tsx'
import { NameField } from '../forms/account-fields.tsx'
import { DoorForm } from '../forms/door-form.tsx'
import { useSubmit } from '../forms/use-submit.ts'
import { useWords } from '../messages/use-words.tsx'
import { PasskeySignIn } from '../settings/passkey-sign-in.tsx'
import { TextField } from '../ui/text-field.tsx'

/** Name and password; the code only once it is known that one is needed, which the daemon tells after the right password alone. */
export function SignInPage() {
  const { say } = useWords()
  const enter = useEnter()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [asksForCode, setAsksForCode] = useState(false)
  const form = useSubmit(async () => {
    const wish = { name, password, ...(asksForCode && code !== '' ? { code } : {}) }
    enter(await call('signIn', { body: wish }))
  })
  const needsCode = asksForCode || form.problems.some((problem) => problem.code === 'second_factor_needed')
  if (needsCode && !asksForCode) setAsksForCode(true)
  const wrong = form.problems.filter((problem) => problem.code !== 'second_factor_needed')

  return (
    <DoorPage title={say('signIn.title')} lead={say('signIn.lead')}>
      <DoorForm form={form} problems={wrong} button={say('signIn.do')}>
        <NameField label={say('signIn.name')} value={name} onChange={setName} takesFocus />
        <TextField
          label={say('signIn.password')}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        {needsCode && (
          <TextField
            label={say('signIn.code')}
            hint={say('signIn.codeHint')}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            name="code"
            autoComplete="one-time-code"
            takesFocus
            required
          />
        )}
      </DoorForm>
      <PasskeySignIn />
    </DoorPage>
  )
}
