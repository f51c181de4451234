import { isObject } from './is-object.ts'
import type { PolicyWish } from './policy-scope.ts'
import { formatRules, parseRules } from './policy-text.ts'

/** A wish as it is written down: rules as people write them, so that any version can be read by eye. */
export type KeptWish = 'none' | { readonly rules: string; readonly zone: string }

export function toKeptWish(wish: PolicyWish): KeptWish {
  return wish === 'none' ? 'none' : { rules: formatRules(wish.rules), zone: wish.zone }
}

/** Undefined for anything that is none. */
export function readKeptWish(kept: unknown): PolicyWish | undefined {
  if (kept === 'none') return 'none'
  if (!isObject(kept)) return undefined
  const { rules, zone } = kept
  if (typeof rules !== 'string' || typeof zone !== 'string') return undefined
  const read = parseRules(rules)
  return read.ok ? { zone, rules: read.value } : undefined
}
