import { useState } from 'react'
import type { Answer } from '../api/answers.ts'
import { usePools } from '../api/pool-queries.ts'
import { useInventory } from '../api/queries.ts'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { NameField } from '../forms/name-field.tsx'
import { useWords } from '../messages/use-words.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { newTargetCommand, newTargetWish, poolsForTargets } from './new-target.ts'
import { ReadProblems } from '../components/unread.tsx'

/** Lets copies go to a pool of this host. */
export function NewTargetDialog({
  targets,
  onClose,
}: {
  readonly targets: Answer<'listTargets'>
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const read = usePools()
  const stores = useInventory()?.host.stores.map((store) => store.name) ?? []
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string>()
  const pools = read.data && poolsForTargets(read.data, targets, stores)
  const target = { name, pool: chosen ?? pools?.[0] ?? '' }
  const wish = newTargetWish(target)
  return (
    <PlanDialog
      title={say('target.question')}
      label={say('target.do')}
      wishes={wish ? [{ name, wish }] : []}
      command={newTargetCommand(target)}
      fields={pools && pools.length > 0 ? ['name', 'pool'] : ['name']}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <p>{say('target.means')}</p>
          <NameField
            label={say('target.name')}
            hint={say('target.nameHint')}
            problem={problemOf('name')}
            value={name}
            onChange={setName}
          />
          {pools && pools.length > 0 && (
            <ChoiceField
              label={say('target.pool')}
              hint={say('target.poolHint')}
              problem={problemOf('pool')}
              value={target.pool}
              options={pools.map((pool) => [pool, pool] as const)}
              onChange={setChosen}
            />
          )}
          {pools?.length === 0 && <p>{say('target.noPool')}</p>}
          <ReadProblems reads={[read]} />
        </>
      )}
    </PlanDialog>
  )
}
