import type { Words } from '../messages/translator.ts'
import type { WhyNot } from './vm-actions.ts'
import { vmStateNames } from './vm-state-names.ts'

/** The reason that stands below what cannot be done now. */
export function sayWhyNot(words: Pick<Words, 'say' | 'list'>, whyNot: WhyNot): string {
  switch (whyNot.why) {
    case 'foreign':
      return words.say('action.whyNot.foreign')
    case 'state':
      return words.say('action.whyNot.state', {
        state: words.say(vmStateNames[whyNot.state]),
        allowed: words.list(
          whyNot.allowed.map((state) => words.say(vmStateNames[state])),
          'or',
        ),
      })
  }
}
