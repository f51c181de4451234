import type { Answer } from '../api/answers.ts'
import { wishFor, type Wish } from '../api/wish.ts'
import { commandOf } from '../forms/command-of.ts'

/** For what a policy is wished. */
export type PolicyOf =
  | { readonly of: 'host' }
  | { readonly of: 'store'; readonly name: string }
  | { readonly of: 'vm'; readonly name: string }

/** A policy as the daemon writes it. */
export type WrittenPolicy = Pick<Answer<'listPolicies'>[number], 'rules' | 'zone'>

/** `clear`: nothing of its own. */
export type PolicyKind = 'rules' | 'none' | 'clear'

export interface PolicyFields {
  readonly kind: PolicyKind
  readonly rules: string
  /** Empty: as the daemon would choose it. */
  readonly zone: string
}

export const noRules = 'none'

/** What a dialog opens with: what is wished of it, or what is in force for it from farther out, to be changed. */
export function firstFields(
  { of }: PolicyOf,
  own: WrittenPolicy | undefined,
  inForce: WrittenPolicy | undefined,
  proposed: string,
): PolicyFields {
  const shown = own ?? inForce
  if (shown === undefined || shown.rules === noRules) {
    // For the host there is nothing farther out: none, and nothing wished, are the same there.
    const kind = own === undefined ? 'rules' : of === 'host' ? 'clear' : 'none'
    return { kind, rules: proposed, zone: '' }
  }
  return { kind: 'rules', rules: shown.rules, zone: shown.zone ?? '' }
}

/** What can be chosen; what nobody wished of it cannot be taken back. */
export function kindsFor({ of }: PolicyOf, own: WrittenPolicy | undefined): readonly PolicyKind[] {
  const back: readonly PolicyKind[] = own === undefined ? [] : ['clear']
  return of === 'host' ? ['rules', ...back] : ['rules', 'none', ...back]
}

export function policyWish(target: PolicyOf, fields: PolicyFields, own: WrittenPolicy | undefined): Wish {
  const body = policyBody(fields, own)
  switch (target.of) {
    case 'host':
      return wishFor('setHostPolicy', { body })
    case 'store':
      return wishFor('setStorePolicy', { params: { store: target.name }, body })
    case 'vm':
      return wishFor('setVmPolicy', { params: { vm: target.name }, body })
  }
}

export function policyBody({ kind, rules, zone }: PolicyFields, own: WrittenPolicy | undefined) {
  switch (kind) {
    case 'clear':
      return { rules: null }
    case 'none':
      return { rules: noRules }
    case 'rules':
      return zone === '' || zone === own?.zone ? { rules } : { rules, zone }
  }
}

/** What one would type. */
export function policyCommand(
  target: PolicyOf,
  fields: PolicyFields,
  own: WrittenPolicy | undefined,
): string {
  const { rules, zone } = { zone: undefined, ...policyBody(fields, own) }
  const whose = target.of === 'host' ? ['--host'] : []
  const named = target.of === 'store' ? (['--store', target.name] as const) : undefined
  return commandOf(
    rules === null ? 'kiste policy clear' : 'kiste policy set',
    target.of === 'vm' && target.name,
    ...whose,
    named,
    fields.kind === 'none' && '--none',
    fields.kind === 'rules' ? ['--rules', rules ?? undefined] : undefined,
    zone === undefined ? undefined : ['--zone', zone],
  )
}
