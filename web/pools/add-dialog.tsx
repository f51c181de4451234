import { useState } from 'react'
import { useDrives } from '../api/pool-queries.ts'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { needErasing } from './drive-choice.ts'
import { emptyGroup, groupWishes, type GroupForm } from './group-form.ts'
import { GroupList } from './group-list.tsx'
import { poolCommand, poolWish, type PoolChange } from './pool-change.ts'
import type { PoolDialogProps } from './pool-dialog.tsx'

/** More room, or devices beside the data. */
export function AddDialog({ pool, ...rest }: PoolDialogProps) {
  const { say } = useWords()
  const drives = useDrives().data ?? []
  const [groups, setGroups] = useState<readonly GroupForm[]>([emptyGroup])
  const [erase, setErase] = useState(false)
  const [acceptWaste, setAcceptWaste] = useState(false)
  const wishes = groupWishes(groups)
  const losesData = needErasing(
    drives,
    wishes.flatMap((group) => group.drives),
  )
  const change: PoolChange = { do: 'add', groups: wishes, erase: losesData && erase, acceptWaste }
  return (
    <PlanDialog
      {...rest}
      title={say('pool.do.add.question', { pool: pool.name })}
      label={say('pool.do.add')}
      wishes={wishes.length === 0 ? [] : [{ name: pool.name, wish: poolWish(pool.name, change) }]}
      command={poolCommand(pool.name, change)}
    >
      <p>{say('pool.do.add.means')}</p>
      <GroupList groups={groups} drives={drives} onChange={setGroups} />
      {losesData && <Check label={say('drive.erase')} checked={erase} onChange={setErase} />}
      <Check label={say('pool.acceptWaste')} checked={acceptWaste} onChange={setAcceptWaste} />
    </PlanDialog>
  )
}
