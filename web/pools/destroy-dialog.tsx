import { useState } from 'react'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { TextField } from '../ui/text-field.tsx'
import { poolCommand, poolWish } from './pool-change.ts'
import type { PoolDialogProps } from './pool-dialog.tsx'

const change = { do: 'destroy' } as const

/** Gives a pool up. Its plan can be read at once; it runs when its name has been typed. */
export function DestroyDialog({ pool, ...rest }: PoolDialogProps) {
  const { say } = useWords()
  const [typed, setTyped] = useState('')
  return (
    <PlanDialog
      {...rest}
      title={say('pool.do.destroy.question', { pool: pool.name })}
      label={say('pool.do.destroy')}
      isDanger
      canBegin={typed === pool.name}
      wishes={[{ name: pool.name, wish: poolWish(pool.name, change) }]}
      command={poolCommand(pool.name, change)}
      renderAfterPlan={() => (
        <TextField
          label={say('pool.typeName', { pool: pool.name })}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
        />
      )}
    >
      <p>{say('pool.do.destroy.means')}</p>
    </PlanDialog>
  )
}
