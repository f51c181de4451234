import de from '../../messages/de.json'
import en from '../../messages/en.json'
import type { Message } from '../../messages/message.ts'
import { sayMessage } from '../../messages/say-message.ts'
import { createWords } from '../../messages/translator.ts'
import type { Verdict } from '../verdict.ts'

const words = { en: createWords('en', en, []), de: createWords('de', de, []) }

/** A verdict as both languages say it. */
export function sayVerdict({ tone, lead, rest }: Verdict) {
  const say = (language: 'en' | 'de') =>
    [lead, ...rest].map((message: Message) => sayMessage(words[language], message)).join(' ')
  return { tone, en: say('en'), de: say('de') }
}
