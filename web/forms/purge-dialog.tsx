import { useState } from 'react'
import { wishFor } from '../api/wish.ts'
import type { BinEntry } from '../components/bin-verdict.ts'
import { useWords } from '../messages/use-words.tsx'
import { Notice } from '../ui/notice.tsx'
import { commandOf } from './command-of.ts'
import { NameField } from './name-field.tsx'
import { PlanDialog } from './plan-dialog.tsx'

/** Has deleted VMs go for good. What must be typed names what is lost, so that it is nobody's slip. */
export function PurgeDialog({
  entries,
  onClose,
}: {
  readonly entries: readonly BinEntry[]
  readonly onClose: () => void
}) {
  const { say, bytes, list } = useWords()
  const [typed, setTyped] = useState('')
  const count = entries.length
  const first = entries[0]?.vm ?? ''
  const word = count === 1 ? first : say('purge.word')
  const wholeBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  return (
    <PlanDialog
      title={say('purge.question', { count, name: first })}
      label={say('purge.do')}
      isDanger
      wishes={entries.map(({ id, vm }) => ({
        name: vm,
        wish: wishFor('purgeFromBin', { params: { entry: id } }),
      }))}
      canBegin={typed === word}
      command={commandOf('kiste bin purge', ...entries.map(({ id }) => id))}
      onClose={onClose}
    >
      <Notice look="broken">
        {say('purge.means', { names: list(entries.map(({ vm }) => vm)), size: bytes(wholeBytes) })}
      </Notice>
      <NameField label={say('delete.type', { name: word })} value={typed} onChange={setTyped} />
    </PlanDialog>
  )
}
