import { useState } from 'react'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { Folded } from '../ui/folded.tsx'
import { TextField } from '../ui/text-field.tsx'
import { importForm, importOptions, lacksLog, type ImportForm } from './import-form.ts'
import { poolCommand, poolWish, type PoolChange } from './pool-change.ts'
import type { ImportablePool } from '../api/answers.ts'

/** Brings a pool to this host: a foreign one is looked at first, read-only and with nothing mounted. */
export function ImportDialog({
  pool,
  rewind = false,
  onClose,
}: {
  readonly pool: ImportablePool
  /** Somebody came for its checkpoint. */
  readonly rewind?: boolean
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const [form, setForm] = useState(() => importForm(pool, rewind))
  const set = (changes: Partial<ImportForm>) => setForm({ ...form, ...changes })
  const { look } = form
  // Two may have one name, and only one of them this guid.
  const change: PoolChange = { do: 'import', named: pool.guid, options: importOptions(form) }
  return (
    <PlanDialog
      title={say('pools.import.question', { name: pool.name })}
      label={say(look ? 'pools.import.look' : form.rewind ? 'pools.import.back' : 'pools.import')}
      isDanger={form.rewind && !look}
      wishes={[{ name: pool.name, wish: poolWish(pool.name, change) }]}
      command={poolCommand(pool.name, change)}
      fields={['as']}
      onClose={onClose}
    >
      {(problemOf) => {
        const nameProblem = problemOf('as')
        return (
          <>
            <Check
              label={say('pools.import.onlyLook')}
              checked={look}
              onChange={(next) => set({ look: next })}
            />
            {pool.otherHost.use !== 'none' && (
              <Check
                label={say('pools.import.force')}
                checked={form.force}
                onChange={(force) => set({ force })}
              />
            )}
            {lacksLog(pool) && (
              <Check
                label={say('pools.import.dropLog')}
                checked={form.dropLog}
                onChange={(dropLog) => set({ dropLog })}
              />
            )}
            <Folded title={say('pools.import.more')} mustShow={nameProblem !== undefined || rewind}>
              <Check
                label={say('pools.import.rewind')}
                checked={form.rewind}
                onChange={(next) => set({ rewind: next })}
              />
              {!look && (
                <>
                  <ChoiceField
                    label={say('pools.import.mount')}
                    value={form.mount}
                    options={[
                      ['usual', say('pools.import.mount.usual')],
                      ['all', say('pools.import.mount.all')],
                      ['none', say('pools.import.mount.none')],
                    ]}
                    onChange={(mount) => set({ mount })}
                  />
                  <TextField
                    label={say('pools.import.as')}
                    hint={say('pools.import.asHint')}
                    problem={nameProblem}
                    value={form.as}
                    onChange={({ target }) => set({ as: target.value })}
                    autoCapitalize="none"
                    autoComplete="off"
                    spellCheck={false}
                  />
                </>
              )}
            </Folded>
          </>
        )
      }}
    </PlanDialog>
  )
}
