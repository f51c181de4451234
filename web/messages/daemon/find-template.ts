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
export function createFinder(templates: Templates): (text: string) => readonly Match[] {
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
    const found: (Match & Pick<Entry, 'weight'>)[] = []
    const shelf = [shelves.byBegin.get(beginOf(text)), shelves.byEnd.get(endOf(text)), shelves.others]
    for (const { key, variant, weight } of shelf.flatMap((entries) => entries ?? [])) {
      const values = endsLike(variant, text) ? matchVariant(variant, text) : undefined
      if (values)
        found.push({
          key,
          german: germanOf(key),
          values,
          taken: variant.taken,
          isWeak: isWeak(variant),
          weight,
        })
    }
    return found.toSorted((one, other) => other.weight - one.weight)
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

/** What begins with a whole word is looked for by that word, what ends with words by their last letters; the rest is gone through. */
interface Shelves {
  readonly byBegin: ReadonlyMap<string, readonly Entry[]>
  readonly byEnd: ReadonlyMap<string, readonly Entry[]>
  readonly others: readonly Entry[]
}

const endLetters = 4

function fillShelves(keys: readonly string[]): Shelves {
  const byBegin = new Map<string, Entry[]>()
  const byEnd = new Map<string, Entry[]>()
  const others: Entry[] = []
  const put = (shelf: Map<string, Entry[]>, at: string, entry: Entry) => {
    const entries = shelf.get(at)
    if (entries) entries.push(entry)
    else shelf.set(at, [entry])
  }
  for (const key of keys) {
    for (const variant of variantsOf(parsePattern(key))) {
      const entry = { key, variant, weight: weightOf(variant) }
      const [first = ''] = variant.literals
      const last = variant.literals.at(-1) ?? ''
      // Nothing is known by holes alone.
      if (!/\p{L}/u.test(variant.literals.join(''))) continue
      if (first.indexOf(' ') > 0 || variant.holes.length === 0) put(byBegin, beginOf(first), entry)
      else if (last.length >= endLetters) put(byEnd, endOf(last), entry)
      else others.push(entry)
    }
  }
  return { byBegin, byEnd, others }
}

function beginOf(text: string): string {
  const end = text.indexOf(' ')
  return end === -1 ? text : text.slice(0, end)
}

function endOf(text: string): string {
  return text.slice(-endLetters)
}
