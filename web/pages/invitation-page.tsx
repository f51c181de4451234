import { useState } from 'react'
import { useLocation } from 'wouter'
import { call } from '../api/client.ts'
import { useEnter } from '../api/session.ts'
import { DoorPage } from '../components/door-page.tsx'
import styles from '../components/door-page.module.css'
import { linkSecret } from '../components/link-secret.ts'
import { paths } from '../components/paths.ts'
import { ProblemList } from '../components/problem-list.tsx'
import { useSubmit } from '../forms/use-submit.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { focusAtOnce } from '../ui/focus-at-once.ts'
import { TextField } from '../ui/text-field.tsx'

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
  const others = form.othersThan(['password'])
  return (
    <DoorPage title={say('invitation.title')} lead={say('invitation.lead')}>
      <form className={styles.form} onSubmit={form.onSubmit}>
        {others.length > 0 && <ProblemList problems={others} />}
        <TextField
          label={say('setUp.password')}
          hint={say('setUp.passwordHint')}
          problem={form.problemOf('password')}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          name="password"
          type="password"
          autoComplete="new-password"
          ref={focusAtOnce}
          required
        />
        <Button type="submit" look="main" aria-disabled={form.isBusy}>
          {say('invitation.do')}
        </Button>
      </form>
    </DoorPage>
  )
}
