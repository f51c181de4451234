import type { Message } from '../messages/message.ts'
import type { Verdict } from './verdict.ts'
import { vmCondition } from './vm-condition.ts'
import type { Vm } from '../api/answers.ts'

export interface VmCounts {
  readonly all: number
  readonly running: number
  readonly off: number
  /** Neither: paused, on their way, broken. */
  readonly between: number
}

export function countVms(vms: readonly Pick<Vm, 'status'>[]): VmCounts {
  const running = vms.filter(({ status }) => status.state === 'running').length
  const off = vms.filter(({ status }) => status.state === 'stopped' || status.state === 'sleeping').length
  return { all: vms.length, running, off, between: vms.length - running - off }
}

export function vmsThatNeedHelp<T extends Pick<Vm, 'status'>>(vms: readonly T[]): T[] {
  return vms.filter(({ status }) => vmCondition(status).needsHelp)
}

/** How the VMs are as a whole. */
export function vmsVerdict(vms: readonly Pick<Vm, 'name' | 'status'>[]): Verdict {
  if (vms.length === 0)
    return { tone: 'off', lead: { key: 'vms.verdict.none' }, rest: [{ key: 'vms.verdict.noneNext' }] }
  const { running, off } = countVms(vms)
  const help = vmsThatNeedHelp(vms)
  const counts: Message = { key: 'vms.verdict.counts', values: { running, off } }
  if (help.length === 0)
    return { tone: running > 0 ? 'ok' : 'off', lead: { key: 'vms.verdict.fine' }, rest: [counts] }
  return { tone: 'broken', lead: needHelp(help), rest: [counts] }
}

/** `web needs you.`, or how many do. */
export function needHelp(vms: readonly Pick<Vm, 'name' | 'status'>[]): Message {
  const [first] = vms
  if (first && vms.length === 1)
    return {
      key: 'vms.verdict.oneNeedsHelp',
      values: { name: first.name, state: vmCondition(first.status).word },
    }
  return { key: 'vms.verdict.needHelp', values: { count: vms.length } }
}
