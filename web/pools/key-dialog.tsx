import { useState } from 'react'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { TextField } from '../ui/text-field.tsx'
import { NewKeyFields } from './new-key-fields.tsx'
import { emptyKey, newKeyOf, unfinishedKey } from './new-key.ts'
import { poolActionRules } from './pool-action-rules.ts'
import { poolCommand, poolWish, type PoolChange } from './pool-change.ts'
import type { PoolDialogProps } from './pool-dialog.tsx'
import { keyIsTyped } from './pool-key.ts'

/** Loads the key of an encrypted pool. A key that lies in a file needs nothing typed. */
export function LoadKeyDialog({ pool, ...rest }: PoolDialogProps) {
  const { say } = useWords()
  const [passphrase, setPassphrase] = useState('')
  const isTyped = keyIsTyped(pool)
  const isGiven = !isTyped || passphrase !== ''
  const change: PoolChange = { do: 'loadKey', passphrase: isTyped ? passphrase : undefined }
  const rule = poolActionRules.loadKey
  return (
    <PlanDialog
      {...rest}
      title={say(rule.question, { pool: pool.name })}
      label={say(rule.label)}
      wishes={isGiven ? [{ name: pool.name, wish: poolWish(pool.name, change) }] : []}
      command={poolCommand(pool.name, change)}
      fields={['passphrase']}
    >
      {(problemOf) =>
        isTyped && (
          <TextField
            label={say('pool.passphrase')}
            problem={isGiven ? problemOf('passphrase') : undefined}
            type="password"
            autoComplete="off"
            value={passphrase}
            onChange={({ target }) => setPassphrase(target.value)}
            takesFocus
          />
        )
      }
    </PlanDialog>
  )
}

/** Gives an encrypted pool another key: a passphrase, or one in a file. */
export function ChangeKeyDialog({ pool, ...rest }: PoolDialogProps) {
  const { say } = useWords()
  const [form, setForm] = useState(emptyKey)
  const key = newKeyOf(form)
  const change: PoolChange = { do: 'changeKey', key: key ?? unfinishedKey(form) }
  const rule = poolActionRules.changeKey
  return (
    <PlanDialog
      {...rest}
      title={say(rule.question, { pool: pool.name })}
      label={say(rule.label)}
      wishes={key === undefined ? [] : [{ name: pool.name, wish: poolWish(pool.name, change) }]}
      command={poolCommand(pool.name, change)}
      fields={['passphrase', 'path']}
    >
      {(problemOf) => (
        <NewKeyFields
          form={form}
          problems={key === undefined ? {} : { passphrase: problemOf('passphrase'), path: problemOf('path') }}
          onChange={setForm}
        />
      )}
    </PlanDialog>
  )
}
