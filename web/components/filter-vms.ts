import { vmStates, type VmStateName } from '../../src/domain/vm.ts'
import type { Vm } from '../api/answers.ts'

/** What of the list is shown; it stands in the address, so that a view can be sent to somebody. */
export interface VmFilter {
  readonly text: string
  readonly state: VmStateName | undefined
}

export function readFilter(search: string): VmFilter {
  const query = new URLSearchParams(search)
  return { text: query.get('name') ?? '', state: vmStates.find((state) => state === query.get('state')) }
}

/** The query of an address with this filter; what else stands there stays. */
export function writeFilter(search: string, { text, state }: VmFilter): string {
  const query = new URLSearchParams(search)
  query.delete('name')
  query.delete('state')
  if (text !== '') query.set('name', text)
  if (state !== undefined) query.set('state', state)
  return query.toString()
}

/** Every word has to be in the name, or in the addresses and images that are known of it. */
export function filterVms<T extends Pick<Vm, 'name' | 'status' | 'made'>>(
  vms: readonly T[],
  filter: VmFilter,
): T[] {
  const wanted = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return vms.filter((vm) => {
    if (filter.state !== undefined && vm.status.state !== filter.state) return false
    const known = `${vm.name} ${vm.made?.image ?? ''}`.toLowerCase()
    return wanted.every((word) => known.includes(word))
  })
}
