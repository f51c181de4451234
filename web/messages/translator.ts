import { IntlMessageFormat } from 'intl-messageformat'
import type { MessageKey } from './message.ts'
import { createFormats, type Formats } from './formats.ts'
import { asItIs, notYet, type Translate } from './daemon/said.ts'
import { localeOf, type Language } from './languages.ts'
import { pseudoMessage } from './pseudo.ts'

export type Catalogue = Readonly<Record<MessageKey, string>>
export type Values = Readonly<Record<string, string | number>>

/** Everything that turns facts into words of one language. */
export interface Words extends Formats {
  readonly language: Language
  readonly locale: string
  say(key: MessageKey, values?: Values): string
  /** A text of the daemon, which speaks English, in the language of the reader. */
  readonly translate: Translate
}

export function createWords(
  language: Language,
  catalogue: Catalogue,
  preferred: readonly string[],
  timeZone?: string,
): Words {
  const locale = localeOf(language, preferred)
  const compiled = new Map<MessageKey, IntlMessageFormat>()
  const compile = (key: MessageKey): IntlMessageFormat => {
    const message = catalogue[key]
    const made = new IntlMessageFormat(
      language === 'pseudo' ? pseudoMessage(message) : message,
      locale,
      undefined,
      // What looks like a tag is text: messages hold no markup.
      { ignoreTag: true },
    )
    compiled.set(key, made)
    return made
  }
  return {
    language,
    locale,
    say: (key, values) => String((compiled.get(key) ?? compile(key)).format(values)),
    translate: language === 'de' ? notYet : asItIs,
    ...createFormats(locale, timeZone),
  }
}
