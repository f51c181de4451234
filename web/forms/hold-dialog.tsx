import { useState } from 'react'
import { wishFor } from '../api/wish.ts'
import { useWords } from '../messages/use-words.tsx'
import { commandOf } from './command-of.ts'
import { NameField } from './name-field.tsx'
import { PlanDialog } from './plan-dialog.tsx'

/** Has a snapshot stay until somebody lets it go. */
export function HoldDialog({
  vm,
  snapshot,
  title,
  onClose,
}: {
  readonly vm: string
  readonly snapshot: string
  readonly title: string
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const [hold, setHold] = useState('')
  return (
    <PlanDialog
      title={say('hold.question', { point: title })}
      label={say('hold.do')}
      wishes={
        hold === ''
          ? []
          : [{ name: vm, wish: wishFor('holdSnapshot', { params: { vm, snapshot }, body: { hold } }) }]
      }
      command={commandOf('kiste snapshot hold', vm, snapshot, hold)}
      fields={['hold']}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <p>{say('hold.means')}</p>
          <NameField
            label={say('hold.name')}
            hint={say('hold.nameHint')}
            problem={problemOf('hold')}
            value={hold}
            onChange={setHold}
          />
        </>
      )}
    </PlanDialog>
  )
}
