import { useState } from 'react'
import { wishFor } from '../api/wish.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { TextField } from '../ui/text-field.tsx'
import { commandOf } from './command-of.ts'
import { PlanDialog } from './plan-dialog.tsx'
import styles from './plan-dialog.module.css'
import { snapshotBody, type SnapshotOptions } from './snapshot-body.ts'

/** Keeps one or several VMs as they are at one instant. */
export function SnapshotDialog({
  vms,
  leftOut = 0,
  onClose,
}: {
  readonly vms: readonly string[]
  readonly leftOut?: number
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const [options, setOptions] = useState<SnapshotOptions>({ name: '', note: '', ram: false, crash: false })
  const { name, note, ram, crash } = options
  const count = vms.length
  const first = vms[0] ?? ''
  return (
    <PlanDialog
      title={say('snapshot.question', { count, name: first })}
      label={say('snapshot.do')}
      wishes={[
        {
          name: first,
          wish: wishFor('createSnapshot', { body: { vms: [...vms], ...snapshotBody(options) } }),
        },
      ]}
      command={commandOf(
        'kiste snapshot create',
        ...vms,
        ['--name', name],
        ['--note', note],
        crash && '--crash',
        ram && '--ram',
      )}
      fields={['name']}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <p>{say('history.noneMeans')}</p>
          {leftOut > 0 && <p className={styles.soft}>{say('dialog.leftOut', { count: leftOut })}</p>}
          <TextField
            label={say('snapshot.note')}
            hint={say('snapshot.noteHint')}
            value={note}
            takesFocus
            onChange={({ target }) => setOptions({ ...options, note: target.value })}
          />
          <TextField
            label={say('snapshot.name')}
            hint={say('snapshot.nameHint')}
            problem={problemOf('name')}
            value={name}
            autoCapitalize="none"
            spellCheck={false}
            onChange={({ target }) => setOptions({ ...options, name: target.value })}
          />
          <Check
            label={say('snapshot.ram')}
            checked={ram}
            onChange={(checked) => setOptions({ ...options, ram: checked, crash: checked ? false : crash })}
          />
          <Check
            label={say('snapshot.crash')}
            checked={crash}
            onChange={(checked) => setOptions({ ...options, crash: checked, ram: checked ? false : ram })}
          />
        </>
      )}
    </PlanDialog>
  )
}
