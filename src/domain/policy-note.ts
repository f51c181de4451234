import { isObject } from './is-object.ts'
import { readKeptWish, toKeptWish } from './kept-wish.ts'
import type { PolicyInForce } from './policy-scope.ts'
import type { Scope } from './scoped.ts'

/** Which policy a VM follows, as it lies beside its disks: so that another host which takes it in goes on with it. */

const version = 1

export function formatPolicyNote({ policy, from }: PolicyInForce): string {
  return `${JSON.stringify({ kiste: 'policy', version, from, policy: toKeptWish(policy) })}\n`
}

/** Undefined for anything that is none. */
export function parsePolicyNote(text: string): PolicyInForce | undefined {
  let note: unknown
  try {
    note = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(note) || note['kiste'] !== 'policy') return undefined
  const from = scopes.find((scope) => note['from'] === scope)
  const policy = readKeptWish(note['policy'])
  return from === undefined || policy === undefined ? undefined : { policy, from }
}

const scopes: readonly Scope['of'][] = ['host', 'store', 'vm']
