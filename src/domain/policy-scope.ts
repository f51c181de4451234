import type { Policy } from './policy.ts'
import { inForce, type Scope, type Scoped } from './scoped.ts'

/** `none`: not even what is wished farther out. */
export type PolicyWish = Policy | 'none'

/** All that is wished. */
export type WishedPolicies = Scoped<PolicyWish>

export const noPolicies: WishedPolicies = { stores: {}, vms: {} }

/** What holds for one VM, and where it was wished; undefined: nothing was, and nothing is snapshotted by itself. */
export interface PolicyInForce {
  readonly policy: PolicyWish
  readonly from: Scope['of']
}

export function policyInForce(
  wished: WishedPolicies,
  vm: { readonly uuid: string; readonly store: string },
): PolicyInForce | undefined {
  const found = inForce(wished, vm)
  return found && { policy: found.wish, from: found.from }
}
