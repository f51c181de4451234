import type { Level } from '../../src/domain/rights.ts'
import { isAllowed, vmCan, type VmVerb } from '../../src/domain/vm.ts'
import type { May } from '../api/session.ts'
import type { MessageKey } from '../messages/message.ts'
import type { WhyNot } from './vm-actions.ts'
import type { Vm } from '../api/answers.ts'

/** What can be done to a VM as a thing that one has, beside switching it on and off. */
export const vmDeeds = ['snapshot', 'clone', 'rename', 'move', 'adopt', 'delete'] as const
export type VmDeed = (typeof vmDeeds)[number]

export interface VmDeedRule {
  /** The domain's rule that says in which states it is possible. */
  readonly verb: VmVerb
  readonly level: Level
  readonly label: MessageKey
  /** Whose VMs it is for. */
  readonly of: 'ours' | 'others'
  readonly isDanger: boolean
}

export const vmDeedRules: Readonly<Record<VmDeed, VmDeedRule>> = {
  snapshot: { verb: 'snapshot', level: 'operate', label: 'deed.snapshot', of: 'ours', isDanger: false },
  clone: { verb: 'clone', level: 'admin', label: 'deed.clone', of: 'ours', isDanger: false },
  rename: { verb: 'rename', level: 'admin', label: 'deed.rename', of: 'ours', isDanger: false },
  move: { verb: 'move', level: 'admin', label: 'deed.move', of: 'ours', isDanger: false },
  adopt: { verb: 'adopt', level: 'admin', label: 'deed.adopt', of: 'others', isDanger: false },
  delete: { verb: 'delete', level: 'admin', label: 'deed.delete', of: 'ours', isDanger: true },
}

export function isDeed(what: string): what is VmDeed {
  return vmDeeds.some((deed) => deed === what)
}

/** What is offered for a VM at all: what is for such as it, and what whoever looks may do. */
export function deedsFor(vm: Pick<Vm, 'managed'>, may: May): readonly VmDeed[] {
  return vmDeeds.filter((deed) => {
    const { of, level } = vmDeedRules[deed]
    return (of === 'ours') === vm.managed && may(level)
  })
}

/** What stands in the way of this verb, by the same table as the daemon's refusal. */
export function whyNotVerb(verb: VmVerb, vm: Pick<Vm, 'managed' | 'status'>): WhyNot | undefined {
  if (!vm.managed && verb !== 'adopt') return { why: 'foreign' }
  const { state } = vm.status
  return isAllowed(verb, state) ? undefined : { why: 'state', state, allowed: vmCan[verb] }
}

export function whyNotDeed(deed: VmDeed, vm: Pick<Vm, 'managed' | 'status'>): WhyNot | undefined {
  return whyNotVerb(vmDeedRules[deed].verb, vm)
}
