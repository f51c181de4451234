import { useState } from 'react'
import { wishFor } from '../api/wish.ts'
import { commandOf } from '../forms/command-of.ts'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'
import { ChoiceField } from '../ui/choice-field.tsx'

/** Copies a VM to a target now, whatever is wished. */
export function CopyNowDialog({
  vm,
  targets,
  onClose,
}: {
  readonly vm: string
  /** The first of them is proposed. */
  readonly targets: readonly [string, ...(readonly string[])]
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const [target, setTarget] = useState<string>(targets[0])
  return (
    <PlanDialog
      title={say('copy.now.question', { vm })}
      label={say('copy.now')}
      wishes={[{ name: vm, wish: wishFor('copyVm', { params: { vm, target } }) }]}
      command={commandOf('kiste copy run', vm, ['--to', target])}
      onClose={onClose}
    >
      <p>{say('copy.now.means')}</p>
      {targets.length > 1 && (
        <ChoiceField
          label={say('copy.target')}
          value={target}
          options={targets.map((one) => [one, one] as const)}
          onChange={setTarget}
        />
      )}
    </PlanDialog>
  )
}
