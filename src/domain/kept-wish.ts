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
  if (typeof kept !== 'object' || kept === null || !('rules' in kept) || !('zone' in kept)) return undefined
  if (typeof kept.rules !== 'string' || typeof kept.zone !== 'string') return undefined
  const rules = parseRules(kept.rules)
  return rules.ok ? { zone: kept.zone, rules: rules.value } : undefined
}
