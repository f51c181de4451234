import { useState } from 'react'
import { poolProperties } from '../../src/domain/pool-properties.ts'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { poolActionRules } from './pool-action-rules.ts'
import { poolCommand, poolWish, type PoolChange } from './pool-change.ts'
import type { PoolDialogProps } from './pool-dialog.tsx'

const names = poolProperties.map(({ name }) => name)

/** Sets one property, of those that Kiste sets; they are called what ZFS calls them. */
export function SetDialog({ pool, ...rest }: PoolDialogProps) {
  const { say } = useWords()
  const now = (property: string) => pool.settings?.find(({ name }) => name === property)?.value ?? ''
  const [name, setName] = useState('compression')
  const [value, setValue] = useState(now('compression'))
  const choose = (next: string) => {
    setName(next)
    setValue(now(next))
  }
  const change: PoolChange = { do: 'set', settings: { [name]: value } }
  const isGiven = value !== '' && value !== now(name)
  return (
    <PlanDialog
      {...rest}
      title={say('pool.do.set.question', { pool: pool.name })}
      label={say(poolActionRules.set.label)}
      wishes={isGiven ? [{ name: pool.name, wish: poolWish(pool.name, change) }] : []}
      command={poolCommand(pool.name, change)}
      fields={[name]}
    >
      {(problemOf) => (
        <>
          <ChoiceField
            label={say('pool.property')}
            value={name}
            options={names.map((one) => [one, one])}
            onChange={choose}
          />
          <TextField
            label={say('pool.property.value')}
            hint={say('pool.property.now', { value: now(name) || '–' })}
            problem={problemOf(name)}
            value={value}
            onChange={({ target }) => setValue(target.value)}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
          />
        </>
      )}
    </PlanDialog>
  )
}
