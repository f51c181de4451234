import { useState } from 'react'
import { binDays } from '../../src/domain/plan-bin.ts'
import { wishFor } from '../api/wish.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { commandOf } from './command-of.ts'
import { PlanDialog } from './plan-dialog.tsx'
import styles from './plan-dialog.module.css'

/** Moves VMs to the bin, and a single one out of the world when its name is typed. */
export function DeleteDialog({
  vms,
  leftOut = 0,
  onClose,
}: {
  readonly vms: readonly string[]
  readonly leftOut?: number
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const [now, setNow] = useState(false)
  const [typed, setTyped] = useState('')
  const count = vms.length
  const first = vms[0] ?? ''
  const isMeant = !now || typed === first
  return (
    <PlanDialog
      title={say('delete.question', { count, name: first })}
      label={now ? say('delete.doNow') : say('delete.do')}
      isDanger
      wishes={vms.map((vm) => ({
        name: vm,
        wish: wishFor('deleteVm', { params: { vm }, query: now ? { now } : {} }),
      }))}
      canBegin={isMeant}
      command={commandOf('kiste vm delete', ...vms, now && '--now')}
      onClose={onClose}
    >
      {now ? (
        <Notice look="broken">{say('delete.nowMeans')}</Notice>
      ) : (
        <p>{say('delete.means', { count, days: binDays })}</p>
      )}
      {leftOut > 0 && <p className={styles.soft}>{say('dialog.leftOut', { count: leftOut })}</p>}
      {count === 1 && <Check label={say('delete.now')} checked={now} onChange={setNow} />}
      {now && (
        <TextField
          label={say('delete.type', { name: first })}
          value={typed}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => setTyped(target.value)}
        />
      )}
    </PlanDialog>
  )
}
