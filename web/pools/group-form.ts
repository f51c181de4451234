import type { MessageKey } from '../messages/message.ts'
import { kindsOf } from './layout-words.ts'
import type { GroupWish } from './pool-change.ts'

export type GroupUse = NonNullable<GroupWish['class']>

/** A group of drives as it is laid out by hand. */
export interface GroupForm {
  readonly use: GroupUse
  readonly kind: GroupWish['kind']
  /** By their ids. */
  readonly drives: readonly string[]
}

export const emptyGroup: GroupForm = { use: 'normal', kind: 'mirror', drives: [] }

export const groupUses: readonly (readonly [GroupUse, MessageKey])[] = [
  ['normal', 'pool.add.normal'],
  ['spare', 'pool.add.spare'],
  ['log', 'pool.add.log'],
  ['l2cache', 'pool.add.l2cache'],
  ['special', 'pool.add.special'],
  ['dedup', 'pool.add.dedup'],
]

/** The group for something else; what that does not know of kinds becomes one that it does. */
export function withUse(form: GroupForm, use: GroupUse): GroupForm {
  const kinds = kindsOf(use)
  const isKnown = kinds.some(([kind]) => kind === form.kind)
  return { ...form, use, kind: isKnown ? form.kind : (kinds[0]?.[0] ?? 'single') }
}

/** The groups, as the daemon takes them; of one without drives there is nothing to say yet. */
export function groupWishes(forms: readonly GroupForm[]): GroupWish[] {
  return forms
    .filter(({ drives }) => drives.length > 0)
    .map(({ use, kind, drives }) => ({
      ...(use === 'normal' ? {} : { class: use }),
      kind,
      drives: [...drives],
    }))
}

/** The groups without drives that are not among these. */
export function onlyOf(forms: readonly GroupForm[], drives: readonly string[]): readonly GroupForm[] {
  return forms.map((form) => ({ ...form, drives: form.drives.filter((id) => drives.includes(id)) }))
}

/** Those that one of the groups may have: no other has them. */
export function drivesFor<Drive extends { readonly id: string }>(
  drives: readonly Drive[],
  forms: readonly GroupForm[],
  index: number,
): readonly Drive[] {
  const others = new Set(forms.flatMap((form, at) => (at === index ? [] : form.drives)))
  return drives.filter(({ id }) => !others.has(id))
}
