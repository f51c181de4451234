import { useState } from 'react'
import { useDrives } from '../api/pool-queries.ts'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'
import { deviceActionRules, whyNotDevice } from './device-actions.ts'
import { poolCommand, poolWish, type PoolChange } from './pool-change.ts'
import type { PoolDialogProps } from './pool-dialog.tsx'
import { useNewDrive } from './use-new-drive.tsx'
import { deviceTitle, nameInCommands } from './vdev-groups.ts'

/** One more copy of a device or mirror, or one more drive in a raidz. */
export function AttachDialog({
  pool,
  device,
  ...rest
}: PoolDialogProps & { readonly device?: string; readonly title?: string }) {
  const { say } = useWords()
  const drives = useDrives().data ?? []
  const targets = pool.vdevs.filter(
    (vdev) => vdev.in === undefined && whyNotDevice('attach', vdev, pool) === undefined,
  )
  const [to, setTo] = useState(device ?? (targets[0] && nameInCommands(targets[0])))
  const { chosen, erase, fields } = useNewDrive(drives)
  const change: PoolChange = {
    do: 'attach',
    device: to ?? 'DEVICE',
    fresh: chosen ?? 'NEW-DRIVE',
    erase,
  }
  const isGiven = to !== undefined && chosen !== undefined
  const names = targets.map((vdev) => [nameInCommands(vdev), deviceTitle(vdev)] as const)
  // A single device of a mirror was named: it stays what it is.
  const options =
    device === undefined || names.some(([name]) => name === device) ? names : [[device, device] as const]
  return (
    <PlanDialog
      {...rest}
      title={say(deviceActionRules.attach.question, { pool: pool.name })}
      label={say(deviceActionRules.attach.label)}
      wishes={isGiven ? [{ name: pool.name, wish: poolWish(pool.name, change) }] : []}
      command={poolCommand(pool.name, change)}
      fields={['new']}
    >
      {(problemOf) => (
        <>
          <p>{say('device.do.attach.means')}</p>
          <ChoiceField
            label={say('device.do.attach.to')}
            value={to ?? ''}
            options={options}
            onChange={setTo}
          />
          {fields(problemOf('new'))}
        </>
      )}
    </PlanDialog>
  )
}
