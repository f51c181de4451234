import { refused, valid, type Checked, type ObjectRef, type Problem } from './problem.ts'
import { isZone } from './policy-slots.ts'
import { formatRules, parseRules } from './policy-text.ts'
import type { PolicyWish } from './policy-scope.ts'
import type { Scope } from './scoped.ts'

export interface SetPolicyWish {
  /** As people write them; `none` for no snapshots at all; undefined takes the wish back. */
  readonly rules?: string | undefined
  /** IANA name. Default: the one of the wish before, or of the host. */
  readonly zone?: string | undefined
}

export interface SetPolicyFacts {
  readonly scope: Scope
  /** What people call it: the VM's name, or the store's. */
  readonly name: string
  readonly before: PolicyWish | undefined
  readonly hostZone: string
  /** What would be in force for this scope without a wish of its own, as a sentence's end. */
  readonly otherwise: string
  /** How many snapshots of how many VMs would go soon after, with the wish as it then is. */
  readonly going: (wish: PolicyWish | undefined) => { readonly snapshots: number; readonly vms: number }
}

export interface SetPolicyPlan {
  readonly scope: Scope
  readonly name: string
  /** null: none of its own. */
  readonly to: PolicyWish | null
  readonly from: PolicyWish | null
  readonly notes: readonly string[]
}

/** Decides what is wished of a host, a store or a VM from now on. */
export function planSetPolicy(wish: SetPolicyWish, facts: SetPolicyFacts): Checked<SetPolicyPlan> {
  const to = readWish(wish, facts)
  if (!to.ok) return to
  const { scope, name, before, otherwise } = facts
  const going = facts.going(to.value)
  return valid({
    scope,
    name,
    to: to.value ?? null,
    from: before ?? null,
    notes: [
      ...(to.value === undefined ? [`From then on: ${otherwise}.`] : []),
      ...(to.value === 'none'
        ? ['No snapshots are taken by themselves any more; those that are there stay.']
        : []),
      ...(going.snapshots > 0
        ? [
            `${going.snapshots} snapshot${going.snapshots === 1 ? '' : 's'} of ${going.vms} VM${going.vms === 1 ? '' : 's'} would go soon after, for good.`,
          ]
        : []),
    ],
  })
}

function readWish(
  { rules, zone }: SetPolicyWish,
  { before, hostZone }: SetPolicyFacts,
): Checked<PolicyWish | undefined> {
  const problems: Problem[] = []
  if (zone !== undefined && !isZone(zone))
    problems.push({
      code: 'invalid_input',
      field: 'zone',
      message: `${JSON.stringify(zone)} is no time zone.`,
      hint: 'Write one of the IANA, such as Europe/Berlin or UTC.',
    })
  if (zone !== undefined && (rules === undefined || rules === 'none'))
    problems.push({
      code: 'invalid_input',
      field: 'zone',
      message: 'A time zone belongs to rules, and there are none.',
      hint: 'Say the rules, too, or leave the zone out.',
    })
  const read = rules === undefined || rules === 'none' ? undefined : parseRules(rules)
  if (read !== undefined && !read.ok) problems.push(...read.problems)
  if (problems.length > 0) return refused(...problems)
  if (read === undefined || !read.ok) return valid(rules === 'none' ? 'none' : undefined)
  const known = before === undefined || before === 'none' ? hostZone : before.zone
  return valid({ zone: zone ?? known, rules: read.value })
}

export function policyRef({ scope, name }: Pick<SetPolicyPlan, 'scope' | 'name'>): ObjectRef {
  return scope.of === 'host' ? { type: 'host', name } : { type: scope.of, name }
}

/** A wish as people write it. */
export function formatWish(wish: PolicyWish): string {
  return wish === 'none' ? 'none' : formatRules(wish.rules)
}
