import type { Network } from '../api/answers.ts'
import type { Message } from '../messages/message.ts'
import type { Socket } from './plugged-in.ts'
import type { Verdict } from './verdict.ts'

/** Whether all VMs have the network that they are to have. */
export function networksVerdict(networks: readonly Network[], all: readonly Socket[]): Verdict {
  const missing = all.find((socket) => socket.kind === 'missing')
  const [first] = missing?.plugs ?? []
  if (missing && first)
    return {
      tone: 'broken',
      lead: { key: 'networks.verdict.missing', values: { vm: first.vm.name, network: missing.name } },
      rest: [{ key: 'networks.verdict.missingMeans' }],
    }
  const count: Message =
    networks.length === 0
      ? { key: 'networks.verdict.none' }
      : { key: 'networks.verdict.some', values: { count: networks.length } }
  const vms = new Set(all.flatMap(({ plugs }) => plugs.map(({ vm }) => vm.uuid))).size
  return {
    tone: networks.length + vms === 0 ? 'off' : 'ok',
    lead: count,
    rest: [{ key: 'networks.verdict.plugged', values: { count: vms } }],
  }
}
