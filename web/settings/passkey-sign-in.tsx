import { useState } from 'react'
import { problemsOf } from '../api/api-error.ts'
import type { ApiProblem } from '../api/answers.ts'
import { call } from '../api/client.ts'
import { signWithPasskey } from '../api/passkeys.ts'
import { useEnter } from '../api/session.ts'
import { ProblemList } from '../components/problem-list.tsx'
import { SendButton } from '../forms/send-button.tsx'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Notice } from '../ui/notice.tsx'
import { passkeyRefusal, passkeySurroundings, whyNoPasskey } from './passkey-trouble.ts'
import styles from './passkey-sign-in.module.css'

/** The way in without a password; where the browser has none, nothing is offered. */
export function PasskeySignIn() {
  const { say } = useWords()
  const enter = useEnter()
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<MessageKey>()
  const [problems, setProblems] = useState<readonly ApiProblem[]>([])
  if (whyNoPasskey(passkeySurroundings()) !== undefined) return null
  const signIn = async () => {
    if (isBusy) return
    setBusy(true)
    setRefusal(undefined)
    setProblems([])
    try {
      const options = await call('beginPasskeySignIn', { body: {} })
      const response = await signWithPasskey(options)
      enter(await call('signInWithPasskey', { body: { response } }))
    } catch (error) {
      const refused = passkeyRefusal(error)
      setRefusal(refused)
      if (refused === undefined) setProblems(problemsOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className={styles.other}>
      <SendButton label={say('passkeys.signIn')} isBusy={isBusy} onClick={() => void signIn()} />
      {refusal !== undefined && <Notice look="broken">{say(refusal)}</Notice>}
      {problems.length > 0 && <ProblemList problems={problems} />}
    </div>
  )
}
