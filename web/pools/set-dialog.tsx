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

/** The values of a property, where these are few; what is set now is among them, whoever set it. */
function choicesOf(property: string, now: string): readonly string[] {
  const { choices = [] } = poolProperties.find(({ name }) => name === property) ?? {}
  return choices.length === 0 || choices.includes(now) || now === '' ? choices : [now, ...choices]
}

/** Sets one property, of those that Kiste sets; they are called what ZFS calls them. */
export function SetDialog({ pool, ...rest }: PoolDialogProps) {
  const { say } = useWords()
  const now = (property: string) => {
    const set = pool.settings?.find(({ name }) => name === property)?.value ?? ''
    return set === '-' ? '' : set
  }
  const [name, setName] = useState('compression')
  const [value, setValue] = useState(now('compression'))
  const choose = (next: string) => {
    setName(next)
    setValue(now(next) || (choicesOf(next, '')[0] ?? ''))
  }
  const change: PoolChange = { do: 'set', settings: { [name]: value } }
  const choices = choicesOf(name, now(name))
  const isGiven = value !== now(name)
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
          {choices.length > 0 ? (
            <ChoiceField
              label={say('pool.property.value')}
              hint={say('pool.property.now', { value: now(name) || '–' })}
              problem={problemOf(name)}
              value={value}
              options={choices.map((one) => [one, one])}
              onChange={setValue}
            />
          ) : (
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
          )}
        </>
      )}
    </PlanDialog>
  )
}
