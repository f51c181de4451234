import { useState } from 'react'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { TextField } from '../ui/text-field.tsx'
import { poolCommand, poolWish, type PoolChange } from './pool-change.ts'
import { poolActionRules } from './pool-action-rules.ts'
import { keyIsTyped } from './pool-key.ts'
import type { PoolDialogProps } from './pool-dialog.tsx'

/** Loads the key of an encrypted pool, or gives it another. A key that lies in a file needs nothing typed. */
export function KeyDialog({
  pool,
  action,
  ...rest
}: PoolDialogProps & { readonly action: 'loadKey' | 'changeKey' }) {
  const { say } = useWords()
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const isNew = action === 'changeKey'
  const isTyped = isNew || keyIsTyped(pool)
  const differs = isNew && again !== '' && again !== passphrase
  const isGiven = !isTyped || (passphrase !== '' && (!isNew || again === passphrase))
  const change: PoolChange = isNew
    ? { do: 'changeKey', passphrase }
    : { do: 'loadKey', passphrase: isTyped ? passphrase : undefined }
  const rule = poolActionRules[action]
  return (
    <PlanDialog
      {...rest}
      title={say(rule.question, { pool: pool.name })}
      label={say(rule.label)}
      wishes={isGiven ? [{ name: pool.name, wish: poolWish(pool.name, change) }] : []}
      command={poolCommand(pool.name, change)}
      fields={['passphrase']}
    >
      {(problemOf) => (
        <>
          {isTyped && (
            <TextField
              label={say('pool.passphrase')}
              hint={isNew ? say('pool.passphrase.hint') : undefined}
              problem={isGiven ? problemOf('passphrase') : undefined}
              type="password"
              autoComplete={isNew ? 'new-password' : 'off'}
              value={passphrase}
              onChange={({ target }) => setPassphrase(target.value)}
              takesFocus
            />
          )}
          {isNew && (
            <TextField
              label={say('pool.passphrase.again')}
              problem={differs ? say('pool.passphrase.differs') : undefined}
              type="password"
              autoComplete="new-password"
              value={again}
              onChange={({ target }) => setAgain(target.value)}
            />
          )}
        </>
      )}
    </PlanDialog>
  )
}
