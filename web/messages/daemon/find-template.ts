import { parsePattern, type Pattern } from './pattern.ts'
import { matchVariant, variantsOf, weightOf, type Variant } from './variants.ts'

/** English, as the source has it, and its German. */
export type Templates = Readonly<Record<string, string>>

/** Which template a text was made from, and what was filled in. */
export interface Match {
  readonly key: string
  readonly german: Pattern
  readonly values: ReadonlyMap<number, string>
  readonly taken: ReadonlyMap<number, number>
  /** It knows so little of the text that it may as well be another's. */
  readonly isWeak: boolean
}

interface Entry {
  readonly key: string
  readonly variant: Variant
  readonly weight: number
}

/** All templates that a text may have been made from, the longest first. The patterns are read when a text first asks for them. */
export function createFinder(templates: Templates): (text: string) => Iterable<Match> {
  let shelves: Shelves | undefined
  const german = new Map<string, Pattern>()
  const germanOf = (key: string): Pattern => {
    const known = german.get(key)
    if (known) return known
    const read = parsePattern(templates[key] ?? '')
    german.set(key, read)
    return read
  }
  return function* find(text) {
    shelves ??= fillShelves(Object.keys(templates))
    for (const { key, variant } of merge(shelves.byFirstWord.get(firstWord(text)) ?? [], shelves.others)) {
      const values = endsLike(variant, text) ? matchVariant(variant, text) : undefined
      if (values) yield { key, german: germanOf(key), values, taken: variant.taken, isWeak: isWeak(variant) }
    }
  }
}

/** ` and `, ` of `: such words stand in sentences of all kinds, so they say little about where one came from. */
function isWeak({ literals }: Variant): boolean {
  return literals[0] === '' && literals.join('').replaceAll(/\P{L}/gu, '').length < 5
}

/** A part of a sentence is not taken for all of it: one that ends with what is filled in has no full stop, unless a sentence is filled in. */
function endsLike({ literals }: Variant, text: string): boolean {
  if (literals.length === 1 || literals.at(-1) !== '' || !text.endsWith('.')) return true
  return /(?:[:.;?,] ?|^)$/.test(literals.at(-2) ?? '')
}

/** What begins with a whole word is looked for by that word; all else is gone through. Both have the longest first. */
interface Shelves {
  readonly byFirstWord: ReadonlyMap<string, readonly Entry[]>
  readonly others: readonly Entry[]
}

function fillShelves(keys: readonly string[]): Shelves {
  const entries = keys
    .flatMap((key) =>
      variantsOf(parsePattern(key)).map((variant): Entry => ({ key, variant, weight: weightOf(variant) })),
    )
    // Nothing is known by holes alone.
    .filter(({ variant }) => /\p{L}/u.test(variant.literals.join('')))
    .toSorted((one, other) => other.weight - one.weight)
  const byFirstWord = new Map<string, Entry[]>()
  const others: Entry[] = []
  for (const entry of entries) {
    const [first = ''] = entry.variant.literals
    const isWhole = first.includes(' ') || entry.variant.holes.length === 0
    if (!isWhole || first.startsWith(' ')) others.push(entry)
    else byFirstWord.set(firstWord(first), [...(byFirstWord.get(firstWord(first)) ?? []), entry])
  }
  return { byFirstWord, others }
}

function firstWord(text: string): string {
  const end = text.indexOf(' ')
  return end === -1 ? text : text.slice(0, end)
}

/** Two lists, each with the longest first, as one. */
function* merge(one: readonly Entry[], other: readonly Entry[]): Generator<Entry> {
  let [left, right] = [0, 0]
  while (left < one.length || right < other.length) {
    const [a, b] = [one[left], other[right]]
    if (a && (!b || a.weight >= b.weight)) {
      yield a
      left += 1
    } else if (b) {
      yield b
      right += 1
    }
  }
}
