import { wishFor } from '../api/wish.ts'
import { commandOf } from '../forms/command-of.ts'
import { PlanDialog } from '../forms/plan-dialog.tsx'
import { useWords } from '../messages/use-words.tsx'

/** Forgets a target that nothing is copied to any more; what is there stays. */
export function ForgetTargetDialog({
  target,
  onClose,
}: {
  readonly target: string
  readonly onClose: () => void
}) {
  const { say } = useWords()
  return (
    <PlanDialog
      title={say('target.forget.question', { name: target })}
      label={say('target.forget')}
      wishes={[{ name: target, wish: wishFor('removeTarget', { params: { target } }) }]}
      command={commandOf('kiste target remove', target)}
      onClose={onClose}
    >
      <p>{say('target.forget.means')}</p>
    </PlanDialog>
  )
}
