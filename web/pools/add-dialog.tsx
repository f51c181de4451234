import { useState } from 'react'
import { useDrives } from '../api/pool-queries.ts'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { needErasing } from './drive-choice.ts'
import { DrivePicker } from './drive-picker.tsx'
import { kindsOf } from './layout-words.ts'
import { poolCommand, poolWish, type GroupWish, type PoolChange } from './pool-change.ts'
import type { PoolDialogProps } from './pool-dialog.tsx'

type Use = NonNullable<GroupWish['class']>

const uses: readonly (readonly [Use, MessageKey])[] = [
  ['normal', 'pool.add.normal'],
  ['spare', 'pool.add.spare'],
  ['log', 'pool.add.log'],
  ['l2cache', 'pool.add.l2cache'],
  ['special', 'pool.add.special'],
  ['dedup', 'pool.add.dedup'],
]

/** More room, or devices beside the data. */
export function AddDialog({ pool, ...rest }: PoolDialogProps) {
  const { say } = useWords()
  const drives = useDrives().data ?? []
  const [use, setUse] = useState<Use>('normal')
  const [kind, setKind] = useState<GroupWish['kind']>('mirror')
  const [chosen, choose] = useState<readonly string[]>([])
  const [erase, setErase] = useState(false)
  const [acceptWaste, setAcceptWaste] = useState(false)
  const kinds = kindsOf(use)
  const known = kinds.some(([name]) => name === kind) ? kind : (kinds[0]?.[0] ?? 'single')
  const losesData = needErasing(drives, chosen)
  const change: PoolChange = {
    do: 'add',
    group: { ...(use === 'normal' ? {} : { class: use }), kind: known, drives: [...chosen] },
    erase: losesData && erase,
    acceptWaste,
  }
  return (
    <PlanDialog
      {...rest}
      title={say('pool.do.add.question', { pool: pool.name })}
      label={say('pool.do.add')}
      wishes={chosen.length === 0 ? [] : [{ name: pool.name, wish: poolWish(pool.name, change) }]}
      command={poolCommand(pool.name, change)}
    >
      <p>{say('pool.do.add.means')}</p>
      <ChoiceField
        label={say('pool.add.what')}
        value={use}
        options={uses.map(([name, key]) => [name, say(key)])}
        onChange={(next) => setUse(uses.find(([name]) => name === next)?.[0] ?? 'normal')}
      />
      <ChoiceField
        label={say('pool.add.kind')}
        value={known}
        options={kinds.map(([name, key]) => [name, say(key)])}
        onChange={(next) => setKind(kinds.find(([name]) => name === next)?.[0] ?? 'single')}
      />
      <DrivePicker legend={say('pool.drives')} drives={drives} chosen={chosen} isMany onChange={choose} />
      {losesData && <Check label={say('drive.erase')} checked={erase} onChange={setErase} />}
      <Check label={say('pool.acceptWaste')} checked={acceptWaste} onChange={setAcceptWaste} />
    </PlanDialog>
  )
}
