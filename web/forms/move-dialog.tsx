import { useState } from 'react'
import { useInventory, useVmDetails } from '../api/queries.ts'
import { wishFor } from '../api/wish.ts'
import { Unread } from '../components/unread.tsx'
import { useWords } from '../messages/use-words.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { commandOf } from './command-of.ts'
import { PlanDialog } from './plan-dialog.tsx'

/** Has a VM live in another store. */
export function MoveDialog({ vm, onClose }: { readonly vm: string; readonly onClose: () => void }) {
  const { say, bytes } = useWords()
  const details = useVmDetails(vm)
  const from = details.data?.store
  const stores = (useInventory()?.host.stores ?? []).filter(({ name }) => from !== undefined && name !== from)
  const [chosen, setChosen] = useState<string>()
  const store = chosen ?? stores[0]?.name
  return (
    <PlanDialog
      title={say('move.question', { name: vm })}
      label={say('move.do')}
      wishes={
        store === undefined
          ? []
          : [{ name: vm, wish: wishFor('moveVm', { params: { vm }, body: { store } }) }]
      }
      command={commandOf('kiste vm move', vm, ['--store', store])}
      onClose={onClose}
    >
      <Unread reads={[details]} />
      {!details.data ? null : from !== undefined && stores.length === 0 ? (
        <p>{say('move.nowhere', { store: from })}</p>
      ) : (
        <SelectField
          label={say('move.store')}
          hint={from === undefined ? undefined : say('move.from', { store: from })}
          value={store ?? ''}
          onChange={({ target }) => setChosen(target.value)}
        >
          {stores.map(({ name, freeBytes }) => (
            <option key={name} value={name}>
              {say('move.storeFree', { store: name, free: bytes(freeBytes) })}
            </option>
          ))}
        </SelectField>
      )}
      <p>{say('move.means')}</p>
    </PlanDialog>
  )
}
