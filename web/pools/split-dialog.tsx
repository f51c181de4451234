import { useState } from 'react'
import { NameField } from '../forms/name-field.tsx'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { poolCommand, poolWish, type PoolChange } from './pool-change.ts'
import type { PoolDialogProps } from './pool-dialog.tsx'

/** Makes one drive of each mirror a pool of its own. */
export function SplitDialog({ pool, ...rest }: PoolDialogProps) {
  const { say } = useWords()
  const [name, setName] = useState('')
  const [acceptNoRedundancy, accept] = useState(false)
  const change: PoolChange = { do: 'split', name: name === '' ? 'NAME' : name, acceptNoRedundancy }
  return (
    <PlanDialog
      {...rest}
      title={say('pool.do.split.question', { pool: pool.name })}
      label={say('pool.do.split')}
      wishes={name === '' ? [] : [{ name: pool.name, wish: poolWish(pool.name, change) }]}
      command={poolCommand(pool.name, change)}
      fields={['name']}
    >
      {(problemOf) => (
        <>
          <p>{say('pool.do.split.means')}</p>
          <NameField
            label={say('pool.newName')}
            problem={problemOf('name')}
            value={name}
            onChange={setName}
          />
          <Check label={say('pool.acceptNoRedundancy')} checked={acceptNoRedundancy} onChange={accept} />
        </>
      )}
    </PlanDialog>
  )
}
