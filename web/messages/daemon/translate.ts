import { createFinder, type Match, type Templates } from './find-template.ts'
import type { Pattern } from './pattern.ts'
import { isCommand, sayFigures, splitList, splitSentences } from './phrases.ts'

/** A text of the daemon as it is shown; `lang` where it is not in the language of the page. */
export interface Said {
  readonly text: string
  readonly lang?: 'en' | undefined
}

export type Translate = (text: string) => Said

export interface DaemonTexts {
  readonly templates: Templates
  /** What stands in holes only: states, kinds and other single words. */
  readonly words: Readonly<Record<string, string>>
}

/** In a language for which there is nothing to translate. */
export const asItIs: Translate = (text) => ({ text })

/** In German as long as this is not loaded yet: as it is, and marked as English. */
export const notYet: Translate = (text) => ({ text, lang: 'en' })

// As much as several pages show; what is older is found again when it is needed.
const keptTexts = 1_000
// Sentences stand in sentences, and these in others; nobody means more than this.
const deepest = 5

/** Says the daemon's texts in German. What fits no template is shown as it is. */
export function createTranslate({ templates, words }: DaemonTexts): Translate {
  const find = createFinder(templates)
  const kept = new Map<string, Said>()

  const fill = (pattern: Pattern, match: Match, depth: number): string =>
    pattern
      .map((part) => {
        if (part.kind === 'words') return part.words
        if (part.kind === 'choice')
          return fill(part.of[match.taken.get(part.number) ?? 0] ?? [], match, depth)
        const value = match.values.get(part.number) ?? ''
        return part.said ? (sayWhole(value, depth + 1) ?? sayParts(value, depth + 1)) : value
      })
      .join('')

  /** A word, a sentence or a figure that is known as a whole. */
  const sayWhole = (text: string, depth: number): string | undefined => {
    const word = Object.hasOwn(words, text) ? words[text] : undefined
    if (word !== undefined) return word
    if (depth > deepest) return undefined
    const match = find(text)
    return match ? fill(match.german, match, depth) : sayFigures(text)
  }

  /** Several of what is known, as sentences or a list; else the text itself. */
  const sayParts = (text: string, depth: number): string => {
    if (depth > deepest) return text
    return saySentences(text, depth) ?? splitList(text, (item) => sayWhole(item, depth)) ?? text
  }

  const saySentences = (text: string, depth: number): string | undefined => {
    const sentences = splitSentences(text)
    if (sentences.length < 2) return undefined
    const said: string[] = []
    for (let from = 0; from < sentences.length;) {
      // As many at once as are known together: a template may hold several.
      const found = lengths(sentences.length - from).find((count) => {
        const one = sayWhole(sentences.slice(from, from + count).join(' '), depth)
        if (one !== undefined) said.push(one)
        return one !== undefined
      })
      if (found === undefined) return undefined
      from += found
    }
    return said.join(' ')
  }

  const say = (text: string): Said => {
    const whole = sayWhole(text, 0) ?? saySentences(text, 0)
    if (whole !== undefined) return { text: whole }
    return isCommand(text) ? { text } : { text, lang: 'en' }
  }

  return (text) => {
    const before = kept.get(text)
    if (before) return before
    const said = say(text)
    const [oldest] = kept.keys()
    if (kept.size >= keptTexts && oldest !== undefined) kept.delete(oldest)
    kept.set(text, said)
    return said
  }
}

function lengths(most: number): number[] {
  return Array.from({ length: most }, (_, index) => most - index)
}
