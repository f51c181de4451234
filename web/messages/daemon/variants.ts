import type { Pattern } from './pattern.ts'

/** A pattern with every choice taken: words, hole, words, hole, words; `literals` is one longer than `holes`. */
export interface Variant {
  readonly literals: readonly string[]
  /** The numbers of the holes between them. */
  readonly holes: readonly number[]
  /** Which alternative was taken, by the number of the choice. */
  readonly taken: ReadonlyMap<number, number>
}

const nothing: Variant = { literals: [''], holes: [], taken: new Map() }

/** All that a pattern can look like. */
export function variantsOf(pattern: Pattern): Variant[] {
  return pattern.reduce<Variant[]>(
    (before, part) => {
      if (part.kind === 'words')
        return before.map((one) => append(one, { ...nothing, literals: [part.words] }))
      if (part.kind === 'hole')
        return before.map((one) => append(one, { ...nothing, literals: ['', ''], holes: [part.number] }))
      const after = part.of.flatMap((alternative, index) =>
        variantsOf(alternative).map((one) => ({
          ...one,
          taken: new Map([...one.taken, [part.number, index]]),
        })),
      )
      return before.flatMap((one) => after.map((next) => append(one, next)))
    },
    [nothing],
  )
}

function append(before: Variant, after: Variant): Variant {
  const [first = '', ...others] = after.literals
  return {
    literals: [...before.literals.slice(0, -1), `${before.literals.at(-1) ?? ''}${first}`, ...others],
    holes: [...before.holes, ...after.holes],
    taken: new Map([...before.taken, ...after.taken]),
  }
}

/** What stands in the holes if the text was made from this variant. Looks at each character once, whatever the text is. */
export function matchVariant({ literals, holes }: Variant, text: string): Map<number, string> | undefined {
  const [first = ''] = literals
  if (holes.length === 0) return text === first ? new Map() : undefined
  const last = literals.at(-1) ?? ''
  const end = text.length - last.length
  if (!text.startsWith(first) || first.length > end || !text.endsWith(last)) return undefined
  const values = new Map<number, string>()
  let at = first.length
  for (const [index, hole] of holes.entries()) {
    const next = literals[index + 1] ?? ''
    // The last hole reaches up to the end; each before it as far as the words that follow it first occur. Where none follow, the
    // hole behind is most often empty: words that are said only sometimes.
    const reachesEnd = index === holes.length - 1 || (next === '' && index === holes.length - 2)
    const stop = reachesEnd ? end : text.indexOf(next, at)
    if (
      stop < at ||
      stop + next.length > text.length ||
      (index < holes.length - 1 && stop + next.length > end)
    )
      return undefined
    values.set(hole, text.slice(at, stop))
    at = stop + next.length
  }
  return values
}

/** How much of a text a variant knows: what fits with more words fits better. */
export function weightOf({ literals }: Variant): number {
  return literals.reduce((sum, literal) => sum + literal.length, 0)
}
