import { useDrives } from '../api/pool-queries.ts'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { deviceActionRules } from './device-actions.ts'
import { poolCommand, poolWish, type PoolChange } from './pool-change.ts'
import type { PoolDialogProps } from './pool-dialog.tsx'
import { useNewDrive } from './use-new-drive.tsx'
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
  const { chosen, erase, fields } = useNewDrive(drives, found)
  const change: PoolChange = {
    do: 'replace',
    device,
    fresh: chosen ?? 'NEW-DRIVE',
    erase,
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
          {fields(problemOf('new'))}
        </>
      )}
    </PlanDialog>
  )
}
