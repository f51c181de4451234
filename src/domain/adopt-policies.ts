import { toKeptWish } from './kept-wish.ts'
import { formatWish } from './plan-set-policy.ts'
import { policyInForce, type PolicyInForce, type PolicyWish, type WishedPolicies } from './policy-scope.ts'
import { sayScope, wishedFor, type Scope } from './scoped.ts'

/** A VM that is taken in, and what it followed where it was. */
export interface AdoptedFollower {
  readonly uuid: string
  readonly followed?: PolicyInForce | undefined
}

/** What is wished from now on, for which nothing was wished here. */
export interface AdoptedWish {
  readonly scope: Scope
  readonly wish: PolicyWish
}

export interface AdoptedPolicies {
  readonly wishes: readonly AdoptedWish[]
  /** What becomes of what the VMs followed, as sentences. */
  readonly notes: readonly string[]
}

/**
 * Which policies come with VMs: their own, and what they followed of their old store or host, as the wish of this store. What is wished
 * here already counts, and is told where it is something else.
 */
export function adoptPolicies(
  store: string,
  vms: readonly AdoptedFollower[],
  wished: WishedPolicies,
): AdoptedPolicies {
  const own = vms.flatMap(({ uuid, followed }): AdoptedWish[] => {
    const scope = { of: 'vm', uuid } as const
    const isNew = followed?.from === 'vm' && wishedFor(wished, scope) === undefined
    return isNew ? [{ scope, wish: followed.policy }] : []
  })
  const shared = vms.flatMap(({ followed }) =>
    followed === undefined || followed.from === 'vm' ? [] : [followed.policy],
  )
  const wish = commonest(shared)
  if (wish === undefined) return { wishes: own, notes: [] }
  const here = policyInForce(wished, { uuid: '', store })
  const followed = `Where they were, VMs of ${store} followed: ${formatWish(wish)}.`
  if (here === undefined)
    return {
      wishes: [...own, { scope: { of: 'store', store }, wish }],
      notes: [followed, 'That is the policy of this store from now on.'],
    }
  if (isSame(here.policy, wish)) return { wishes: own, notes: [] }
  const counts = `Here the policy of ${sayScope({ of: here.from, name: store })} counts: ${formatWish(here.policy)}.`
  return { wishes: own, notes: [followed, counts] }
}

/** Of several, as one VM may have been away while another was wished, what most followed; the first of equals. */
function commonest(wishes: readonly PolicyWish[]): PolicyWish | undefined {
  const count = (one: PolicyWish) => wishes.filter((other) => isSame(one, other)).length
  return wishes.toSorted((a, b) => count(b) - count(a))[0]
}

function isSame(one: PolicyWish, other: PolicyWish): boolean {
  return JSON.stringify(toKeptWish(one)) === JSON.stringify(toKeptWish(other))
}
