import type { JobEndpoint } from '../../src/contract/endpoints.ts'
import { isAllowed, vmCan, type VmStateName, type VmVerb } from '../../src/domain/vm.ts'
import type { MessageKey } from '../messages/message.ts'
import type { Vm } from '../api/answers.ts'

export const vmActions = ['start', 'shutdown', 'restart', 'pause', 'resume', 'powerOff'] as const
export type VmAction = (typeof vmActions)[number]

type PowerEndpoint = Extract<JobEndpoint, 'startVm' | 'stopVm' | 'restartVm' | 'pauseVm' | 'resumeVm'>

export interface VmActionRule {
  /** The domain's rule that says in which states it is possible. */
  readonly verb: VmVerb
  readonly endpoint: PowerEndpoint
  readonly label: MessageKey
  /** What is asked before it is done. */
  readonly question: MessageKey
  /** What the command line calls it. */
  readonly command: string
  /** Pulls the plug: never the first thing to offer. */
  readonly forces: boolean
}

export const vmActionRules: Readonly<Record<VmAction, VmActionRule>> = {
  start: {
    verb: 'start',
    endpoint: 'startVm',
    label: 'action.start',
    question: 'action.start.question',
    command: 'start',
    forces: false,
  },
  shutdown: {
    verb: 'shutdown',
    endpoint: 'stopVm',
    label: 'action.shutdown',
    question: 'action.shutdown.question',
    command: 'stop',
    forces: false,
  },
  restart: {
    verb: 'restart',
    endpoint: 'restartVm',
    label: 'action.restart',
    question: 'action.restart.question',
    command: 'restart',
    forces: false,
  },
  pause: {
    verb: 'pause',
    endpoint: 'pauseVm',
    label: 'action.pause',
    question: 'action.pause.question',
    command: 'pause',
    forces: false,
  },
  resume: {
    verb: 'resume',
    endpoint: 'resumeVm',
    label: 'action.resume',
    question: 'action.resume.question',
    command: 'resume',
    forces: false,
  },
  powerOff: {
    verb: 'stop',
    endpoint: 'stopVm',
    label: 'action.powerOff',
    question: 'action.powerOff.question',
    command: 'stop',
    forces: true,
  },
}

/** Why something cannot be done to a VM now; what it says in words is `whyNotMessage`'s. */
export type WhyNot =
  | { readonly why: 'foreign' }
  | { readonly why: 'state'; readonly state: VmStateName; readonly allowed: readonly VmStateName[] }

/** What stands in the way, by the same table as the daemon's refusal. */
export function whyNotAction(action: VmAction, vm: Pick<Vm, 'managed' | 'status'>): WhyNot | undefined {
  if (!vm.managed) return { why: 'foreign' }
  const { verb } = vmActionRules[action]
  const { state } = vm.status
  return isAllowed(verb, state) ? undefined : { why: 'state', state, allowed: vmCan[verb] }
}

/** What a person most likely wants next: offered as a button; the others are in the menu. */
export function nextActions(vm: Pick<Vm, 'managed' | 'status'>): readonly VmAction[] {
  const wanted: readonly VmAction[] = ['start', 'resume', 'shutdown']
  const possible = wanted.filter((action) => whyNotAction(action, vm) === undefined)
  if (possible.length > 0) return possible
  // Half-way down, all that is left to do is to pull the plug.
  return whyNotAction('powerOff', vm) === undefined ? ['powerOff'] : []
}

/** Those of many VMs that it can be done to, and those that are left out. */
export function splitByAllowed<T extends Pick<Vm, 'managed' | 'status'>>(
  action: VmAction,
  vms: readonly T[],
): { readonly able: T[]; readonly leftOut: T[] } {
  const isAble = (vm: T) => whyNotAction(action, vm) === undefined
  return { able: vms.filter(isAble), leftOut: vms.filter((vm) => !isAble(vm)) }
}
