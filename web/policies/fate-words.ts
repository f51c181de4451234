import type { Answer } from '../api/answers.ts'
import type { MessageKey } from '../messages/message.ts'
import type { Words } from '../messages/translator.ts'
import { sayRules } from './rule-words.ts'

export type VmPolicy = Answer<'getVmPolicy'>
type Fate = VmPolicy['fates'][number]
type Reason = Exclude<Fate['stays'][number], number>

const reasonWords: Readonly<Record<Reason, MessageKey>> = {
  newest: 'policy.stays.newest',
  'by-others': 'policy.stays.byOthers',
  held: 'policy.stays.held',
  needed: 'policy.stays.needed',
  base: 'policy.stays.base',
  clock: 'policy.stays.clock',
  tip: 'policy.stays.tip',
}

/** What becomes of a snapshot by the policy in force; undefined while none is, or it is too new to be known. */
export function fateOf(policy: VmPolicy | undefined, id: string): Fate | undefined {
  return policy?.fates.find((fate) => fate.id === id)
}

export function goes({ stays }: Fate): boolean {
  return stays.length === 0
}

/** Why a snapshot stays, all reasons in one line. */
export function sayStays(
  { inForce }: VmPolicy,
  { stays }: Fate,
  words: Pick<Words, 'say' | 'locale' | 'bytes' | 'list'>,
): string {
  const rules = inForce === undefined ? [] : (sayRules(inForce.rules, words) ?? [])
  const keeping = stays.flatMap((why) => {
    const often = typeof why === 'number' ? rules[why]?.often : undefined
    return often === undefined ? [] : [words.say('policy.stays.quoted', { rule: often })]
  })
  const others = stays.flatMap((why) => (typeof why === 'number' ? [] : [words.say(reasonWords[why])]))
  const kept = { count: keeping.length, rules: words.list(keeping) }
  return [...others, ...(keeping.length === 0 ? [] : [words.say('policy.stays.rules', kept)])].join('; ')
}
