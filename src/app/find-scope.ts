import { throwIfProblems } from '../domain/problem.ts'
import type { Scope } from '../domain/scoped.ts'
import { whyNotTouch } from '../domain/vm-rules.ts'
import type { AppDeps } from './deps.ts'
import { findPlace } from './find-place.ts'
import { findVm } from './find-vm.ts'

/** For what something is wished, by the names people use. */
export type NamedScope =
  | { readonly of: 'host' }
  | { readonly of: 'store'; readonly store: string }
  | { readonly of: 'vm'; readonly vm: string }

export interface FoundScope {
  readonly scope: Scope
  /** What people call it. */
  readonly name: string
  /** Where a VM's place is; of the others there is none. */
  readonly store?: string | undefined
}

/** Rejects with `not_found` for what is not there, and for a VM that is not ours as its rules say. */
export async function findScope({ host }: Pick<AppDeps, 'host'>, named: NamedScope): Promise<FoundScope> {
  switch (named.of) {
    case 'host':
      return { scope: named, name: (await host.facts.host()).hostname }
    case 'store':
      return { scope: named, name: host.stores.get(named.store).name }
    case 'vm': {
      const vm = await findVm(host.vms, named.vm)
      throwIfProblems(whyNotTouch(vm))
      const { store } = findPlace(vm, await host.stores.places(), { evenLocked: true })
      return { scope: { of: 'vm', uuid: vm.uuid }, name: vm.name, store }
    }
  }
}

/** By what wishes farther out reach it: a VM by its store and the host, all else by the host alone. */
export function reachOf({ scope, store = '' }: FoundScope): {
  readonly uuid: string
  readonly store: string
} {
  return { uuid: scope.of === 'vm' ? scope.uuid : '', store }
}
