import { useState } from 'react'
import { useDrives } from '../api/pool-queries.ts'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { deviceActionRules } from './device-actions.ts'
import { needErasing } from './drive-choice.ts'
import { DrivePicker } from './drive-picker.tsx'
import { poolCommand, poolWish, type PoolChange } from './pool-change.ts'
import type { PoolDialogProps } from './pool-dialog.tsx'
import { withSpares } from './spare-drives.ts'

/** Puts another drive in the place of one: the one that the doctor found, or any that is free. */
export function ReplaceDialog({
  pool,
  device,
  title,
  fresh: found,
  ...rest
}: PoolDialogProps & {
  readonly device: string
  readonly title: string
  readonly fresh?: string | undefined
}) {
  const { say } = useWords()
  const drives = withSpares(useDrives().data ?? [], pool)
  const [chosen, choose] = useState<string | undefined>(found)
  const [erase, setErase] = useState(false)
  const losesData = chosen !== undefined && needErasing(drives, [chosen])
  const change: PoolChange = {
    do: 'replace',
    device,
    fresh: chosen ?? 'NEW-DRIVE',
    erase: losesData && erase,
  }
  const rule = deviceActionRules.replace
  return (
    <PlanDialog
      {...rest}
      title={say(rule.question, { device: title, pool: pool.name })}
      label={say(rule.label)}
      wishes={chosen === undefined ? [] : [{ name: pool.name, wish: poolWish(pool.name, change) }]}
      command={poolCommand(pool.name, change)}
      fields={['new']}
    >
      {(problemOf) => (
        <>
          <p>{say('device.do.replace.means')}</p>
          <DrivePicker
            legend={say('device.do.replace.with')}
            drives={drives}
            chosen={chosen === undefined ? [] : [chosen]}
            problem={problemOf('new')}
            onChange={([id]) => choose(id)}
          />
          {losesData && <Check label={say('drive.erase')} checked={erase} onChange={setErase} />}
        </>
      )}
    </PlanDialog>
  )
}
