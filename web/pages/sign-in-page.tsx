import { useState } from 'react'
import { call } from '../api/client.ts'
import { useEnter } from '../api/session.ts'
import { DoorPage } from '../components/door-page.tsx'
import styles from '../components/door-page.module.css'
import { ProblemList } from '../components/problem-list.tsx'
import { useSubmit } from '../forms/use-submit.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { focusAtOnce } from '../ui/focus-at-once.ts'
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
      <form className={styles.form} onSubmit={form.onSubmit}>
        {wrong.length > 0 && <ProblemList problems={wrong} />}
        <TextField
          label={say('signIn.name')}
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
            ref={focusAtOnce}
            required
          />
        )}
        <Button type="submit" look="main" aria-disabled={form.isBusy}>
          {say('signIn.do')}
        </Button>
      </form>
    </DoorPage>
  )
}
