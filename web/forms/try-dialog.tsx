import { useState } from 'react'
import { wishFor } from '../api/wish.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { TextField } from '../ui/text-field.tsx'
import { commandOf } from './command-of.ts'
import { PlanDialog } from './plan-dialog.tsx'
import { snapshotBody } from './snapshot-body.ts'

/** Begins to try something out: the way back is kept first. */
export function TryDialog({ vm, onClose }: { readonly vm: string; readonly onClose: () => void }) {
  const { say } = useWords()
  const [note, setNote] = useState('')
  const [ram, setRam] = useState(false)
  const body = snapshotBody({ name: '', note, ram, crash: false })
  return (
    <PlanDialog
      title={say('try.question', { name: vm })}
      label={say('try.do')}
      wishes={[{ name: vm, wish: wishFor('startTry', { params: { vm }, body }) }]}
      command={commandOf('kiste try start', vm, ['--note', note], ram && '--ram')}
      onClose={onClose}
    >
      <p>{say('try.means')}</p>
      <TextField
        label={say('try.note')}
        value={note}
        takesFocus
        onChange={({ target }) => setNote(target.value)}
      />
      <Check label={say('snapshot.ram')} checked={ram} onChange={setRam} />
    </PlanDialog>
  )
}
