import { useState } from 'react'
import { useInventory } from '../api/queries.ts'
import { wishFor } from '../api/wish.ts'
import { useWords } from '../messages/use-words.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { commandOf } from './command-of.ts'
import { PlanDialog } from './plan-dialog.tsx'

/** Takes over a VM that others made, just where it is. */
export function AdoptDialog({ vm, onClose }: { readonly vm: string; readonly onClose: () => void }) {
  const { say } = useWords()
  const stores = useInventory()?.host.stores ?? []
  const [store, setStore] = useState('')
  const body = store === '' ? {} : { store }
  return (
    <PlanDialog
      title={say('adopt.question', { name: vm })}
      label={say('adopt.do')}
      wishes={[{ name: vm, wish: wishFor('adoptVm', { params: { vm }, body }) }]}
      command={commandOf('kiste adopt vm', vm, ['--store', store])}
      onClose={onClose}
    >
      <p>{say('adopt.means')}</p>
      <SelectField label={say('adopt.store')} value={store} onChange={({ target }) => setStore(target.value)}>
        <option value="">{say('adopt.anyStore')}</option>
        {stores.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </SelectField>
    </PlanDialog>
  )
}
