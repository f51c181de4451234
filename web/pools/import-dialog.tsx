import { useState } from 'react'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { TextField } from '../ui/text-field.tsx'
import { poolCommand, poolWish, type PoolChange } from './pool-change.ts'
import type { ImportablePool } from '../api/answers.ts'

/** Brings a pool to this host: a foreign one is looked at first, read-only and with nothing mounted. */
export function ImportDialog({
  pool,
  onClose,
}: {
  readonly pool: ImportablePool
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const isForeign = pool.otherHost.use !== 'none'
  const [look, setLook] = useState(isForeign)
  const [force, setForce] = useState(false)
  const [as, setAs] = useState('')
  const change: PoolChange = {
    do: 'import',
    // Two may have one name, and only one of them this guid.
    named: pool.guid,
    options: {
      ...(as === '' ? {} : { as }),
      ...(look ? { look: true } : {}),
      ...(force ? { force: true } : {}),
    },
  }
  return (
    <PlanDialog
      title={say('pools.import.question', { name: pool.name })}
      label={say(look ? 'pools.import.look' : 'pools.import')}
      wishes={[{ name: pool.name, wish: poolWish(pool.name, change) }]}
      command={poolCommand(pool.name, change)}
      fields={['as']}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <Check label={say('pools.import.onlyLook')} checked={look} onChange={setLook} />
          {isForeign && <Check label={say('pools.import.force')} checked={force} onChange={setForce} />}
          <TextField
            label={say('pools.import.as')}
            hint={say('pools.import.asHint')}
            problem={problemOf('as')}
            value={as}
            onChange={({ target }) => setAs(target.value)}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
          />
        </>
      )}
    </PlanDialog>
  )
}
