import { useState } from 'react'
import { wishFor } from '../api/wish.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { commandOf } from './command-of.ts'
import { NameField } from './name-field.tsx'
import { PlanDialog } from './plan-dialog.tsx'

/** Makes a VM like this one, as it is or as it was at a point, with an identity of its own. */
export function CloneDialog({
  vm,
  from,
  onClose,
}: {
  readonly vm: string
  /** `title` is what the point is called for people. */
  readonly from?: { readonly snapshot: string; readonly title: string }
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const [name, setName] = useState('')
  const [isFull, setFull] = useState(false)
  const [start, setStart] = useState(false)
  const body = {
    name,
    ...(from ? { fromSnapshot: from.snapshot } : {}),
    ...(isFull ? { how: 'full' as const } : {}),
    ...(start ? { start } : {}),
  }
  return (
    <PlanDialog
      title={
        from
          ? say('clone.questionFrom', { name: vm, point: from.title })
          : say('clone.question', { name: vm })
      }
      label={say('clone.do')}
      wishes={name === '' ? [] : [{ name: vm, wish: wishFor('cloneVm', { params: { vm }, body }) }]}
      command={commandOf(
        'kiste vm clone',
        vm,
        name,
        ['--from-snapshot', from?.snapshot],
        isFull && '--full',
        start && '--start',
      )}
      fields={['name']}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <NameField label={say('clone.name')} problem={problemOf('name')} value={name} onChange={setName} />
          <Check label={say('clone.full')} checked={isFull} onChange={setFull} />
          <Check label={say('clone.start')} checked={start} onChange={setStart} />
        </>
      )}
    </PlanDialog>
  )
}
