import type { Policy } from '../policy.ts'
import { parseRules } from '../policy-text.ts'

/** A policy as people write it. */
export function somePolicy(text: string, zone = 'UTC'): Policy {
  const read = parseRules(text)
  if (!read.ok) throw new Error(read.problems[0]?.message)
  return { zone, rules: read.value }
}
