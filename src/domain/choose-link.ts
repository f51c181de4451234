import type { NicDefinition } from './nic.ts'
import type { CreateFacts, CreateWish } from './plan-create-vm.ts'
import { refused, valid, type Checked } from './problem.ts'

const networkName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

/** What the VM's NIC is plugged into: the wish, or what suits the host. */
export function chooseLink(wish: CreateWish, facts: CreateFacts): Checked<NicDefinition['link']> {
  const forwards = wish.publish ?? []
  const bridge =
    wish.network?.startsWith('bridge:') === true ? wish.network.slice('bridge:'.length) : undefined
  if (wish.network !== undefined && wish.network !== 'user' && !networkName.test(bridge ?? wish.network))
    return refused({
      code: 'invalid_input',
      field: 'network',
      message: `${JSON.stringify(wish.network)} is not a network.`,
      hint: 'Use `user`, the name of a libvirt network such as `default`, or `bridge:br0`.',
    })
  const link = linkOf(wish.network, bridge, facts.defaults.link)
  if (link.type === 'user') return valid({ type: 'user', forwards })
  if (forwards.length > 0)
    return refused({
      code: 'invalid_input',
      field: 'publish',
      message: `Ports are published only on the user network, and this VM would be on ${wish.network ?? 'the default network'}.`,
      hint: 'Add --network user, or reach the VM at its own address.',
    })
  return valid(link)
}

function linkOf(
  network: string | undefined,
  bridge: string | undefined,
  byDefault: NicDefinition['link'],
): NicDefinition['link'] {
  if (network === undefined) return byDefault
  if (network === 'user') return { type: 'user', forwards: [] }
  return bridge === undefined ? { type: 'network', network } : { type: 'bridge', bridge }
}
