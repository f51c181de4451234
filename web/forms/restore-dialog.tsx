import { useState } from 'react'
import { useInventory } from '../api/queries.ts'
import { wishFor } from '../api/wish.ts'
import type { BinEntry } from '../components/bin-verdict.ts'
import { useWords } from '../messages/use-words.tsx'
import { commandOf } from './command-of.ts'
import { NameField } from './name-field.tsx'
import { PlanDialog } from './plan-dialog.tsx'

/** Brings a deleted VM back, under another name where its own has been taken meanwhile. */
export function RestoreDialog({
  entry: { id, vm },
  onClose,
}: {
  readonly entry: BinEntry
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const isTaken = useInventory()?.vms.some(({ name }) => name === vm) ?? false
  const [name, setName] = useState(vm)
  const isOther = name !== '' && name !== vm
  const body = isOther ? { name } : {}
  return (
    <PlanDialog
      title={say('restore.question', { name: vm })}
      label={say('bin.restore')}
      wishes={[{ name: vm, wish: wishFor('restoreFromBin', { params: { entry: id }, body }) }]}
      command={commandOf('kiste bin restore', id, isOther && (['--as', name] as const))}
      fields={['name']}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <p>{isTaken ? say('restore.taken', { name: vm }) : say('restore.hint')}</p>
          <NameField
            label={say('restore.name')}
            problem={problemOf('name')}
            value={name}
            onChange={setName}
          />
        </>
      )}
    </PlanDialog>
  )
}
