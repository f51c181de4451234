import type { Message } from './message.ts'
import type { Words } from './translator.ts'

/** Says a sentence that was decided elsewhere, and those that stand in it. */
export function sayMessage(words: Pick<Words, 'say' | 'translate'>, { key, values }: Message): string {
  if (!values) return words.say(key)
  const said = Object.entries(values).map(([name, value]) => [
    name,
    typeof value !== 'object'
      ? value
      : 'daemon' in value
        ? words.translate(value.daemon).text
        : sayMessage(words, value),
  ])
  return words.say(key, Object.fromEntries(said) as Record<string, string | number>)
}
