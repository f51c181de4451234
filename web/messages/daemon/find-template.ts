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
}

interface Entry {
  readonly key: string
  readonly variant: Variant
  readonly weight: number
}

/** A finder of templates; the patterns are read when a text first asks for them. */
export function createFinder(templates: Templates): (text: string) => Match | undefined {
  let shelves: Shelves | undefined
  const german = new Map<string, Pattern>()
  const germanOf = (key: string): Pattern => {
    const known = german.get(key)
    if (known) return known
    const read = parsePattern(templates[key] ?? '')
    german.set(key, read)
    return read
  }
  return (text) => {
    shelves ??= fillShelves(Object.keys(templates))
    for (const { key, variant } of merge(shelves.byFirstWord.get(firstWord(text)) ?? [], shelves.others)) {
      const values = matchVariant(variant, text)
      if (values) return { key, german: germanOf(key), values, taken: variant.taken }
    }
    return undefined
  }
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
