import { useState } from 'react'
import { useAccessChanged } from '../api/access-queries.ts'
import type { Answer } from '../api/answers.ts'
import { call } from '../api/client.ts'
import { AskDialog } from '../forms/ask-dialog.tsx'
import { PasswordField } from '../forms/password-field.tsx'
import { useWords } from '../messages/use-words.tsx'
import { CommandLine } from '../ui/command-line.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { TextField } from '../ui/text-field.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import styles from './settings.module.css'

type Step =
  | { readonly at: 'password' }
  | { readonly at: 'scan'; readonly begun: Answer<'beginTotp'> }
  | { readonly at: 'codes'; readonly codes: readonly string[] }

/** The password, the QR code and a code of the app, the recovery codes: one after the other. */
export function TotpSetUpDialog({ onClose }: { readonly onClose: () => void }) {
  const changed = useAccessChanged()
  const [step, setStep] = useState<Step>({ at: 'password' })
  switch (step.at) {
    case 'password':
      return <AskPassword onBegun={(begun) => setStep({ at: 'scan', begun })} onClose={onClose} />
    case 'scan':
      return (
        <Scan begun={step.begun} onCodes={(codes) => setStep({ at: 'codes', codes })} onClose={onClose} />
      )
    case 'codes':
      return (
        <RecoveryCodes
          codes={step.codes}
          onKept={() => {
            onClose()
            void changed()
          }}
        />
      )
  }
}

function AskPassword({
  onBegun,
  onClose,
}: {
  readonly onBegun: (begun: Answer<'beginTotp'>) => void
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const [password, setPassword] = useState('')
  return (
    <AskDialog
      title={say('totp.setUp')}
      label={say('totp.next')}
      fields={['password']}
      send={async () => onBegun(await call('beginTotp', { body: { password } }))}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <p>{say('totp.setUpMeans')}</p>
          <PasswordField value={password} onChange={setPassword} problem={problemOf('password')} takesFocus />
        </>
      )}
    </AskDialog>
  )
}

function Scan({
  begun,
  onCodes,
  onClose,
}: {
  readonly begun: Answer<'beginTotp'>
  readonly onCodes: (codes: readonly string[]) => void
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const [code, setCode] = useState('')
  return (
    <AskDialog
      title={say('totp.setUp')}
      label={say('totp.confirm')}
      fields={['code']}
      send={async () => onCodes((await call('confirmTotp', { body: { code } })).recoveryCodes)}
      onClose={onClose}
    >
      {(problemOf) => (
        <div className={styles.scan}>
          <QrCode text={begun.uri} label={say('totp.qr')} />
          <div className={styles.stack}>
            <p>{say('totp.scan')}</p>
            <div>
              <span className={styles.soft}>{say('totp.secret')}</span>
              <CommandLine command={begun.secret} copy={say('command.copy')} copied={say('command.copied')} />
            </div>
            <TextField
              label={say('signIn.code')}
              value={code}
              onChange={(event) => setCode(event.target.value)}
              problem={problemOf('code')}
              name="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              takesFocus
              required
            />
          </div>
        </div>
      )}
    </AskDialog>
  )
}
