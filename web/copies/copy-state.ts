import type { Answer } from '../api/answers.ts'
import type { MessageKey } from '../messages/message.ts'
import type { Tone } from '../ui/tone.ts'

/** A VM at a target. */
export type Copy = Answer<'listCopies'>['copies'][number]

/** How a copy is, as a mark and as words. */
export function copyState({ last, upToDate, failed }: Copy): {
  readonly tone: Tone
  readonly key: MessageKey
} {
  if (upToDate) return { tone: 'ok', key: 'copy.state.upToDate' }
  const tone = failed === undefined ? 'busy' : 'look'
  return last === undefined ? { tone, key: 'copy.state.none' } : { tone, key: 'copy.state.behind' }
}
