import type { Scope, Scoped } from '../domain/scoped.ts'
import type { Host } from '../host/host.ts'

/** A wish with what it is for, by the name people use; a VM that is gone goes by its uuid. */
export interface NamedWish<Wish> {
  readonly of: Scope['of']
  readonly name: string
  readonly wish: Wish
}

/** All that is wished: of the host first, then of stores, then of VMs. */
export async function namedWishes<Wish>(
  { vms, facts }: Pick<Host, 'vms' | 'facts'>,
  wished: Scoped<Wish>,
): Promise<readonly NamedWish<Wish>[]> {
  const [all, { hostname }] = await Promise.all([vms.list(), facts.host()])
  const nameOf = (uuid: string) => all.find((vm) => vm.uuid === uuid)?.name ?? uuid
  return [
    ...(wished.host === undefined ? [] : [{ of: 'host', name: hostname, wish: wished.host } as const]),
    ...Object.entries(wished.stores).map(([name, wish]) => ({ of: 'store', name, wish }) as const),
    ...Object.entries(wished.vms).map(([uuid, wish]) => ({ of: 'vm', name: nameOf(uuid), wish }) as const),
  ]
}
