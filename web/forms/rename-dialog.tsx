import { useState } from 'react'
import { wishFor } from '../api/wish.ts'
import { useWords } from '../messages/use-words.tsx'
import { commandOf } from './command-of.ts'
import { NameField } from './name-field.tsx'
import { PlanDialog } from './plan-dialog.tsx'

/** Gives a VM another name. */
export function RenameDialog({ vm, onClose }: { readonly vm: string; readonly onClose: () => void }) {
  const { say } = useWords()
  const [name, setName] = useState(vm)
  const isOther = name !== '' && name !== vm
  return (
    <PlanDialog
      title={say('rename.question', { name: vm })}
      label={say('rename.do')}
      wishes={isOther ? [{ name: vm, wish: wishFor('renameVm', { params: { vm }, body: { name } }) }] : []}
      command={commandOf('kiste vm rename', vm, name)}
      fields={['name']}
      onClose={onClose}
    >
      {(problemOf) => (
        <NameField label={say('rename.name')} problem={problemOf('name')} value={name} onChange={setName} />
      )}
    </PlanDialog>
  )
}
