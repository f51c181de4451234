import { useState } from 'react'
import { MiB } from '../../src/domain/size.ts'
import { wishFor } from '../api/wish.ts'
import { useWords } from '../messages/use-words.tsx'
import { Check } from '../ui/check.tsx'
import { TextField } from '../ui/text-field.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { writeSize } from './read-size.ts'
import { setBody, setCommand, unreadable, wanted, type SetFields } from './set-request.ts'
import type { Vm } from '../api/answers.ts'

/** Changes what a VM is given. */
export function SetDialog({ vm, onClose }: { readonly vm: Vm; readonly onClose: () => void }) {
  const { say } = useWords()
  const [fields, setFields] = useState<SetFields>(() => {
    const { cpus, memoryMiB, autostart } = wanted(vm)
    return { cpus: String(cpus), memory: writeSize(memoryMiB * MiB), autostart }
  })
  const body = setBody(fields, vm)
  const wrong = unreadable(fields)
  return (
    <PlanDialog
      title={say('set.question', { name: vm.name })}
      label={say('set.do')}
      wishes={body ? [{ name: vm.name, wish: wishFor('setVm', { params: { vm: vm.name }, body }) }] : []}
      command={setCommand(vm.name, body ?? {})}
      fields={['cpus', 'memoryMiB']}
      onClose={onClose}
    >
      {(problemOf) => (
        <>
          <TextField
            label={say('vms.column.cpus')}
            problem={wrong.includes('cpus') ? say('set.cpusHint') : problemOf('cpus')}
            value={fields.cpus}
            inputMode="numeric"
            takesFocus
            onChange={({ target }) => setFields({ ...fields, cpus: target.value })}
          />
          <TextField
            label={say('memory.title')}
            hint={say('set.memoryHint')}
            problem={wrong.includes('memoryMiB') ? say('set.memoryHint') : problemOf('memoryMiB')}
            value={fields.memory}
            autoCapitalize="none"
            spellCheck={false}
            onChange={({ target }) => setFields({ ...fields, memory: target.value })}
          />
          <Check
            label={say('set.autostart')}
            checked={fields.autostart}
            onChange={(autostart) => setFields({ ...fields, autostart })}
          />
          {vm.status.state === 'running' && <p>{say('set.running', { name: vm.name })}</p>}
        </>
      )}
    </PlanDialog>
  )
}
