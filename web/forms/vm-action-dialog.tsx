import { useState } from 'react'
import type { MemoryWish } from '../../src/domain/start-memory.ts'
import { vmActionRules, type VmAction } from '../components/vm-actions.ts'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Check } from '../ui/check.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import styles from './plan-dialog.module.css'
import {
  actionCommand,
  actionsThatAskGuest,
  actionWish,
  memoryWaysOut,
  noOptions,
  type ActionOptions,
} from './vm-action-request.ts'

export interface ActionWish {
  readonly action: VmAction
  readonly vms: readonly string[]
  /** How many were chosen too, and cannot. */
  readonly leftOut: number
}

const memoryLabels: Readonly<Record<MemoryWish, MessageKey>> = {
  'shrink-arc': 'dialog.shrinkArc',
  overcommit: 'dialog.overcommit',
}

/** Starts, stops and pauses VMs, one or many. */
export function VmActionDialog({
  wish: { action, vms, leftOut },
  onClose,
}: {
  readonly wish: ActionWish
  readonly onClose: () => void
}) {
  const { say } = useWords()
  const rule = vmActionRules[action]
  const [options, setOptions] = useState<ActionOptions>(noOptions)
  return (
    <PlanDialog
      title={say(rule.question, { count: vms.length, name: vms[0] ?? '' })}
      label={say(rule.label)}
      isDanger={rule.forces}
      wishes={vms.map((vm) => ({ name: vm, wish: actionWish(action, vm, options) }))}
      command={actionCommand(action, vms, options)}
      onClose={onClose}
      renderAfterPlan={(problems) => (
        <>
          {action === 'start' &&
            options.memory === undefined &&
            memoryWaysOut(problems).map((memory) => (
              <Button key={memory} onClick={() => setOptions({ ...options, memory })}>
                {say(memoryLabels[memory])}
              </Button>
            ))}
          {actionsThatAskGuest.includes(action) && (
            <Check
              label={say('dialog.forceAfter')}
              checked={options.forceAfter}
              onChange={(forceAfter) => setOptions({ ...options, forceAfter })}
            />
          )}
        </>
      )}
    >
      {rule.forces && <p>{say('dialog.forceMeans')}</p>}
      {leftOut > 0 && <p className={styles.soft}>{say('dialog.leftOut', { count: leftOut })}</p>}
    </PlanDialog>
  )
}
