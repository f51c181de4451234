import type { Policy } from './policy.ts'

/** For what a policy is wished: all VMs of the host, those of a store, or one. The nearest to a VM counts, as a whole. */
export type PolicyScope =
  | { readonly of: 'host' }
  | { readonly of: 'store'; readonly store: string }
  | { readonly of: 'vm'; readonly uuid: string }

/** `none`: not even what is wished farther out. */
export type PolicyWish = Policy | 'none'

/** All that is wished. */
export interface WishedPolicies {
  readonly host?: PolicyWish | undefined
  readonly stores: Readonly<Record<string, PolicyWish>>
  readonly vms: Readonly<Record<string, PolicyWish>>
}

export const noPolicies: WishedPolicies = { stores: {}, vms: {} }

/** What holds for one VM, and where it was wished; undefined: nothing was, and nothing is snapshotted by itself. */
export interface PolicyInForce {
  readonly policy: PolicyWish
  readonly from: PolicyScope['of']
}

export function policyInForce(
  { host, stores, vms }: WishedPolicies,
  { uuid, store }: { readonly uuid: string; readonly store: string },
): PolicyInForce | undefined {
  const [ofVm, ofStore] = [own(vms, uuid), own(stores, store)]
  if (ofVm !== undefined) return { policy: ofVm, from: 'vm' }
  if (ofStore !== undefined) return { policy: ofStore, from: 'store' }
  return host === undefined ? undefined : { policy: host, from: 'host' }
}

export function wishedFor(wished: WishedPolicies, scope: PolicyScope): PolicyWish | undefined {
  switch (scope.of) {
    case 'host':
      return wished.host
    case 'store':
      return own(wished.stores, scope.store)
    case 'vm':
      return own(wished.vms, scope.uuid)
  }
}

/** What is wished once this is: undefined takes the wish back. */
export function withWish(
  wished: WishedPolicies,
  scope: PolicyScope,
  wish: PolicyWish | undefined,
): WishedPolicies {
  switch (scope.of) {
    case 'host':
      return { ...wished, host: wish }
    case 'store':
      return { ...wished, stores: withEntry(wished.stores, scope.store, wish) }
    case 'vm':
      return { ...wished, vms: withEntry(wished.vms, scope.uuid, wish) }
  }
}

function own(wishes: Readonly<Record<string, PolicyWish>>, key: string): PolicyWish | undefined {
  return Object.hasOwn(wishes, key) ? wishes[key] : undefined
}

function withEntry(
  wishes: Readonly<Record<string, PolicyWish>>,
  key: string,
  wish: PolicyWish | undefined,
): Readonly<Record<string, PolicyWish>> {
  const others = Object.entries(wishes).filter(([other]) => other !== key)
  return Object.fromEntries(wish === undefined ? others : [...others, [key, wish]])
}
