import { checkWhole } from './number-check.ts'
import { refused, valid, type Checked } from './problem.ts'
import { whyNot } from './vm-rules.ts'
import type { VmFacts } from './vm.ts'

export interface StopWish {
  /** Whether to pull the plug: never, when the time is up, or at once. Default never. */
  readonly force?: 'never' | 'after-timeout' | 'now' | undefined
  /** How long the guest may take to shut down. Default 120. */
  readonly timeoutSeconds?: number | undefined
}

export interface StopPlan {
  readonly name: string
  readonly uuid: string
  readonly force: 'never' | 'after-timeout' | 'now'
  readonly timeoutSeconds: number
}

/** Decides how a VM is to be stopped; `verb` is what was asked, as a restart needs a VM that runs. */
export function planStopVm(wish: StopWish, vm: VmFacts, verb: 'stop' | 'restart'): Checked<StopPlan> {
  const timeoutSeconds = wish.timeoutSeconds ?? 120
  const problems = [
    ...whyNot(verb, vm),
    ...checkWhole(timeoutSeconds, {
      field: 'timeoutSeconds',
      what: 'The time to shut down, in seconds,',
      min: 1,
      max: 86_400,
    }),
  ]
  if (problems.length > 0) return refused(...problems)
  return valid({ name: vm.name, uuid: vm.uuid, force: wish.force ?? 'never', timeoutSeconds })
}
