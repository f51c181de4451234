import { useState } from 'react'
import { wishFor } from '../api/wish.ts'
import { useWords } from '../messages/use-words.tsx'
import { TextArea } from '../ui/text-area.tsx'
import { notesBody, notesCommand } from './notes-request.ts'
import { PlanDialog } from './plan-dialog.tsx'
import type { Vm } from '../api/answers.ts'

/** Changes what is written about a VM. */
export function NotesDialog({ vm, onClose }: { readonly vm: Vm; readonly onClose: () => void }) {
  const { say } = useWords()
  const [text, setText] = useState(vm.notes ?? '')
  const body = notesBody(text, vm.notes)
  return (
    <PlanDialog
      title={say('notes.question', { name: vm.name })}
      label={say('notes.do')}
      wishes={body ? [{ name: vm.name, wish: wishFor('setVm', { params: { vm: vm.name }, body }) }] : []}
      command={notesCommand(vm.name, text)}
      fields={['notes']}
      onClose={onClose}
    >
      {(problemOf) => (
        <TextArea
          label={say('notes.title')}
          hint={say('notes.hint')}
          problem={problemOf('notes')}
          value={text}
          rows={10}
          spellCheck
          onChange={({ target }) => setText(target.value)}
        />
      )}
    </PlanDialog>
  )
}
