import { loadKeyLine } from '../../src/domain/key-lock.ts'
import type { Message, MessageKey } from '../messages/message.ts'
import type { Verdict } from './verdict.ts'
import { vmCondition } from './vm-condition.ts'
import type { VmDetails } from '../api/answers.ts'

type Known = Pick<VmDetails, 'name' | 'managed' | 'status'> & Partial<Pick<VmDetails, 'lockedBy' | 'stale'>>

/** How one VM is, in a sentence or two. */
export function vmVerdict(vm: Known): Verdict {
  const { tone } = vmCondition(vm.status)
  const rest: Message[] = []
  const state = describe(vm)
  rest.push(...state.rest)
  if (!vm.managed) rest.push({ key: 'vm.verdict.foreign' })
  if (vm.stale)
    rest.push({
      key: 'vm.verdict.stale',
      values: { because: { daemon: vm.stale.because.replace(/\.$/, '') } },
    })
  return { tone, lead: { key: state.lead, values: { name: vm.name, ...state.values } }, rest }
}

interface Said {
  readonly lead: MessageKey
  readonly values?: Readonly<Record<string, string>>
  readonly rest: readonly Message[]
}

function describe(vm: Known): Said {
  const { status } = vm
  switch (status.state) {
    case 'running':
      return {
        lead: 'vm.verdict.running',
        rest: status.agent === 'disconnected' ? [{ key: 'vm.verdict.noAgent' }] : [],
      }
    case 'stopped':
      return describeOff(vm, status.waitsFor?.root)
    case 'paused':
      return pauses[status.because]
    case 'stopping':
      return { lead: 'vm.verdict.stopping', rest: [] }
    case 'sleeping':
      return { lead: 'vm.verdict.sleeping', rest: [] }
    case 'crashed':
      return { lead: 'vm.verdict.crashed', rest: [{ key: 'vm.verdict.crashedNext' }] }
  }
}

function describeOff({ lockedBy }: Known, waitsFor: string | undefined): Said {
  const root = lockedBy ?? waitsFor
  if (root === undefined) return { lead: 'vm.verdict.stopped', rest: [] }
  const next: Message = { key: 'vm.verdict.loadKey', values: { command: loadKeyLine(root) } }
  return {
    lead: waitsFor === undefined ? 'vm.verdict.locked' : 'vm.verdict.waits',
    values: { root },
    rest: [next],
  }
}

type Pause = Extract<VmDetails['status'], { state: 'paused' }>['because']

const pauses: Readonly<Record<Pause, Said>> = {
  user: { lead: 'vm.verdict.paused', rest: [{ key: 'vm.verdict.pausedMeans' }] },
  other: { lead: 'vm.verdict.paused', rest: [{ key: 'vm.verdict.pausedMeans' }] },
  starting: { lead: 'vm.verdict.starting', rest: [] },
  saving: { lead: 'vm.verdict.saving', rest: [] },
  'io-error': { lead: 'vm.verdict.ioError', rest: [{ key: 'vm.verdict.ioErrorNext' }] },
  'no-space': { lead: 'vm.verdict.noSpace', rest: [{ key: 'vm.verdict.noSpaceNext' }] },
}
