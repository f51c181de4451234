import type { Advice } from '../../../src/domain/pool-advice.ts'
import type { MessageKey } from '../../messages/message.ts'
import type { Tone } from '../../ui/tone.ts'

/** A word and a mark for what is advised. What pays wants somebody to do something; what does not is well as it is. */
export const adviceLooks: Readonly<Record<Advice, { readonly tone: Tone; readonly word: MessageKey }>> = {
  yes: { tone: 'look', word: 'measure.advice.yes' },
  maybe: { tone: 'off', word: 'measure.advice.maybe' },
  no: { tone: 'ok', word: 'measure.advice.no' },
  unknown: { tone: 'off', word: 'measure.advice.unknown' },
}
