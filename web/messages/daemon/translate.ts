import { createFinder, type Match, type Templates } from './find-template.ts'
import type { Pattern } from './pattern.ts'
import { isCommand, sayFigures, splitList, splitSentences, type Reading } from './phrases.ts'
import type { Said, Translate } from './said.ts'

export interface DaemonTexts {
  readonly templates: Templates
  /** What stands in holes only: states, kinds and other single words. */
  readonly words: Readonly<Record<string, string>>
}

// As much as several pages show; what is older is found again when it is needed.
const keptTexts = 1_000
// No sentence of the daemon is longer; what is, was pasted into it.
const longest = 4_000
// Sentences stand in sentences, and these in others; nobody means more than this.
const deepest = 5
const mostReadings = 8

/** Says the daemon's texts in German. What fits no template is shown as it is. */
export function createTranslate({ templates, words }: DaemonTexts): Translate {
  const find = createFinder(templates)
  const kept = new Map<string, Said>()

  const say = (text: string): Said => {
    if (text.length > longest) return { text, lang: 'en' }
    const read = createReader(find, words)
    const whole = read(text)
    if (whole) return { text: whole.text }
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

/** Reads a text as the sentence, or the sentences, of which the fewest words stay unknown; undefined where it is none. */
function createReader(
  find: (text: string) => readonly Match[],
  words: DaemonTexts['words'],
): (text: string) => Reading | undefined {
  // What stands in several readings is read once, so that the work stays in proportion to the text.
  const known = new Map<string, Reading | undefined>()

  const readOnce = (text: string, depth: number): Reading | undefined => {
    if (known.has(text)) return known.get(text)
    known.set(text, undefined)
    const reading = read(text, depth)
    known.set(text, reading)
    return reading
  }

  const read = (text: string, depth: number): Reading | undefined => {
    const word = Object.hasOwn(words, text) ? words[text] : sayFigures(text)
    if (word !== undefined) return { text: word, unknown: 0 }
    if (depth > deepest) return undefined
    let best: Reading | undefined
    let left = mostReadings
    for (const match of find(text)) {
      const reading = fill(match.german, match, depth)
      if (match.isWeak && (depth === 0 || reading.unknown > 0)) continue
      if (!best || reading.unknown < best.unknown) best = reading
      left -= 1
      if (best.unknown === 0 || left === 0) break
    }
    if (best?.unknown === 0) return best
    // A part of a sentence that stands at its end has the full stop of the whole.
    if (depth > 0 && text.endsWith('.')) {
      const part = readOnce(text.slice(0, -1), depth)
      if (part && (!best || part.unknown < best.unknown)) best = { ...part, text: `${part.text}.` }
    }
    const sentences = readSentences(text, depth)
    return sentences && (!best || sentences.unknown < best.unknown) ? sentences : best
  }

  const fill = (pattern: Pattern, match: Match, depth: number): Reading => {
    const parts = pattern.map((part): Reading => {
      if (part.kind === 'words') return { text: part.words, unknown: 0 }
      if (part.kind === 'choice') return fill(part.of[match.taken.get(part.number) ?? 0] ?? [], match, depth)
      const value = match.values.get(part.number) ?? ''
      return part.said ? readValue(value, depth + 1) : asIs(value)
    })
    return together(parts, '')
  }

  /** What was filled in: a sentence, several, a list of what is known, or something else. */
  const readValue = (text: string, depth: number): Reading =>
    [readOnce(text, depth), splitList(text, (item) => readOnce(item, depth)), asIs(text)]
      .filter((reading) => reading !== undefined)
      .reduce((best, reading) => (reading.unknown < best.unknown ? reading : best))

  const readSentences = (text: string, depth: number): Reading | undefined => {
    const sentences = splitSentences(text)
    const said: Reading[] = []
    for (let from = 0; from < sentences.length;) {
      // As many at once as are known together: a template may hold several.
      const found = lengths(Math.min(sentences.length - from, sentences.length - 1))
        .map((count) => ({
          count,
          reading: readOnce(sentences.slice(from, from + count).join(' '), depth + 1),
        }))
        .find(({ reading }) => reading !== undefined)
      if (!found?.reading) return undefined
      said.push(found.reading)
      from += found.count
    }
    return said.length < 2 ? undefined : together(said, ' ')
  }

  return (text) => readOnce(text, 0)
}

/** A name is as good as known; what has several words is a text that nobody has said in German. */
function asIs(text: string): Reading {
  const words = text.split(' ').length
  return { text, unknown: words === 1 ? 0 : words }
}

function together(readings: readonly Reading[], between: string): Reading {
  return {
    text: readings.map(({ text }) => text).join(between),
    unknown: readings.reduce((sum, { unknown }) => sum + unknown, 0),
  }
}

function lengths(most: number): number[] {
  return Array.from({ length: most }, (_, index) => most - index)
}
