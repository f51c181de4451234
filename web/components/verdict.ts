import type { Message } from '../messages/message.ts'
import type { Tone } from '../ui/tone.ts'

/** What a page opens with: one sentence a tired person can act on, and what else is to be said. */
export interface Verdict {
  readonly tone: Tone
  readonly lead: Message
  readonly rest: readonly Message[]
}
