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
import { CommandLine } from '../ui/command-line.tsx'
import { focusAtOnce } from '../ui/focus-at-once.ts'
import { TextField } from '../ui/text-field.tsx'

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
  const others = form.othersThan(fields)
  return (
    <DoorPage title={say('setUp.title')} lead={say('setUp.lead')}>
      <form className={styles.form} onSubmit={form.onSubmit}>
        {others.length > 0 && <ProblemList problems={others} />}
        <TextField
          label={say('setUp.name')}
          hint={say('setUp.nameHint')}
          problem={form.problemOf('name')}
          value={name}
          onChange={(event) => setName(event.target.value)}
          name="name"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          ref={focusAtOnce}
          required
        />
        <TextField
          label={say('setUp.password')}
          hint={say('setUp.passwordHint')}
          problem={form.problemOf('password')}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          name="password"
          type="password"
          autoComplete="new-password"
          required
        />
        <Button type="submit" look="main" aria-disabled={form.isBusy}>
          {say('setUp.do')}
        </Button>
      </form>
    </DoorPage>
  )
}
